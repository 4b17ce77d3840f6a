namespace SegEdge.Fleet.Analysis;

/// <summary>Slices by camera and version, and those by hour of day, against other cameras and versions at the same hour. Classes, rules and hours alone are not held
/// against each other: more weeds than people, and more at noon than at night, is no weakness.</summary>
internal sealed class RateSlices : SliceSet
{
    private static readonly Dims[] Places = [Dims.Camera, Dims.Version, Dims.Camera | Dims.Version];

    private readonly List<Place> _places = [];

    public RateSlices(SliceKey[] cells, IReadOnlyList<CameraHours> exposure, IScale scale) : base(cells, scale)
    {
        foreach (var dims in Places)
        {
            var exposed = new HourlyExposure(exposure, dims);
            foreach (var kind in Kinds) _places.Add(NewPlace(dims, kind, exposed));
        }
    }

    public override void Count(double[] hits)
    {
        foreach (var place in _places)
        {
            place.ByHour.Clear();
            place.AllDay.Clear();
            var fleetHits = place.Fleet.Sum(hits);
            var byHour = place.Cells.Sum(hits);
            CountByHour(place, byHour, fleetHits);
            CountAllDay(place, byHour, fleetHits);
        }
    }

    private static void CountByHour(Place place, double[] hits, double[] fleetHits)
    {
        for (var s = 0; s < hits.Length; s++)
        {
            var key = place.Cells.Keys[s];
            var here = place.Exposure.Of(key.Only(place.Dims))[key.Hour];
            var rest = place.Exposure.Fleet[key.Hour] - here;
            if (rest <= 0) continue;
            var restHits = Math.Max(0, fleetHits[place.FleetOf[s]] - hits[s]);
            Set(place.ByHour, place.ByHour.SliceOf[s], hits[s], here / rest, restHits, here / place.Exposure.Fleet[key.Hour] * fleetHits[place.FleetOf[s]]);
        }
    }

    // Hours at which a slice has no event count too: there it saw nothing where others saw something.
    private static void CountAllDay(Place place, double[] hits, double[] fleetHits)
    {
        var family = place.AllDay;
        var own = new double[family.Keys.Length * HourlyExposure.Hours];
        for (var s = 0; s < hits.Length; s++) own[family.SliceOf[s] * HourlyExposure.Hours + place.Cells.Keys[s].Hour] = hits[s];
        for (var slice = 0; slice < family.Keys.Length; slice++)
        {
            var key = family.Keys[slice];
            var exposed = place.Exposure.Of(key.Only(place.Dims));
            for (var hour = 0; hour < HourlyExposure.Hours; hour++)
            {
                var rest = place.Exposure.Fleet[hour] - exposed[hour];
                if (exposed[hour] <= 0 || rest <= 0) continue;
                var here = own[slice * HourlyExposure.Hours + hour];
                var all = place.FleetKeys.TryGetValue(key.Only(Dims.Kind) with { Hour = hour }, out var at) ? fleetHits[at] : 0;
                Set(family, slice, here, exposed[hour] / rest, Math.Max(0, all - here), exposed[hour] / place.Exposure.Fleet[hour] * all);
            }
        }
    }

    private static void Set(SliceFamily family, int slice, double hits, double exposureRatio, double restHits, double usual)
    {
        family.Hits[slice] += hits;
        family.Trials[slice] += hits;
        family.Expected[slice] += exposureRatio * restHits;
        family.ExpectedVariance[slice] += exposureRatio * exposureRatio * restHits;
        family.Usual[slice] += usual;
    }

    private Place NewPlace(Dims dims, Dims kind, HourlyExposure exposure)
    {
        var cells = Grouping.Of(Cells, dims | kind | Dims.Hour);
        var fleet = Grouping.Of(Cells, kind | Dims.Hour);
        var fleetKeys = fleet.Keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => pair.i);
        return new(dims, exposure, cells, fleet, fleetKeys, [.. cells.Keys.Select(key => fleetKeys[key.Only(kind | Dims.Hour)])],
            NewFamily(cells.Keys, dims | kind | Dims.Hour), NewFamily(cells.Keys, dims | kind));
    }

    private SliceFamily NewFamily(SliceKey[] groupKeys, Dims dims)
    {
        var slices = Grouping.Of(groupKeys, dims);
        var family = new SliceFamily(dims, slices, CamerasOf(slices, dims));
        Families.Add(dims, family);
        return family;
    }

    private sealed record Place(
        Dims Dims, HourlyExposure Exposure, Grouping Cells, Grouping Fleet, Dictionary<SliceKey, int> FleetKeys, int[] FleetOf, SliceFamily ByHour, SliceFamily AllDay);
}
