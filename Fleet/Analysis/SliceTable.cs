namespace SegEdge.Fleet.Analysis;

/// <summary>A fleet's counts cut in slices.</summary>
public static class SliceTable
{
    public static IReadOnlyList<SliceRow> ByClass(FleetCounts counts) => By(counts, Dims.Class);

    public static IReadOnlyList<SliceRow> ByRule(FleetCounts counts) => By(counts, Dims.Rule);

    public static IReadOnlyList<SliceRow> ByVersion(FleetCounts counts) => By(counts, Dims.Version);

    public static IReadOnlyList<SliceRow> ByCamera(FleetCounts counts) => By(counts, Dims.Camera);

    public static IReadOnlyList<SliceRow> ByHour(FleetCounts counts) => By(counts, Dims.Hour);

    /// <summary>Class, camera, hour of day, rule and model version at once: the highest flag rate first.</summary>
    public static IReadOnlyList<SliceRow> Finest(FleetCounts counts, int minCount) =>
        [.. By(counts with { Cells = [.. counts.Cells.Where(cell => cell.Tally.Events >= minCount)] }, Dims.Kind | Dims.Camera | Dims.Hour | Dims.Version)];

    private static IReadOnlyList<SliceRow> By(FleetCounts counts, Dims dims)
    {
        var cells = Grouping.Of([.. counts.Cells.Select(SliceKey.Of)], dims);
        var tallies = new Tally[cells.Keys.Length];
        for (var i = 0; i < counts.Cells.Length; i++) tallies[cells.GroupOf[i]] += counts.Cells[i].Tally;
        // A class or a rule is seen wherever a camera looks.
        var hours = new Dictionary<SliceKey, long>();
        foreach (var (camera, hour, version, seen) in counts.Exposure)
        {
            var key = new SliceKey(-1, -1, camera, hour, version).Only(dims);
            hours[key] = hours.GetValueOrDefault(key) + seen;
        }

        return [.. cells.Keys.Select((key, i) => new SliceRow(Slice.Of(key, counts), tallies[i], hours.GetValueOrDefault(key.Only(dims & ~Dims.Kind)))).OrderByDescending(row => row.FlagRate)];
    }
}
