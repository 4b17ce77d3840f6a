namespace SegEdge.Fleet.Analysis;

/// <summary>Camera-hours seen by hour of day, of places and of the whole fleet.</summary>
internal sealed class HourlyExposure
{
    public const int Hours = 24;

    private readonly Dictionary<SliceKey, double[]> _places = [];

    /// <param name="place">Camera, version or both.</param>
    public HourlyExposure(IEnumerable<CameraHours> exposure, Dims place)
    {
        foreach (var (camera, hour, version, hours) in exposure)
        {
            var key = new SliceKey(-1, -1, camera, hour, version).Only(place);
            if (!_places.TryGetValue(key, out var byHour)) _places.Add(key, byHour = new double[Hours]);
            byHour[hour] += hours;
            Fleet[hour] += hours;
        }
    }

    public double[] Fleet { get; } = new double[Hours];

    public double[] Of(SliceKey place) => _places[place];
}
