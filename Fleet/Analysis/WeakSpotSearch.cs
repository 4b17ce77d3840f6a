namespace SegEdge.Fleet.Analysis;

/// <summary>Where a fleet is weak, and nowhere else.</summary>
public static class WeakSpotSearch
{
    /// <param name="step">Told what is done now.</param>
    public static WeakSpots Find(FleetCounts counts, AnalysisOptions options, Action<string>? step = null)
    {
        step?.Invoke("slices");
        // Measures know nothing of each other.
        var searches = Enum.GetValues<Measure>().AsParallel().AsOrdered().Select(measure => new MeasureSearch(counts, measure, options)).ToArray();
        var judged = searches.Select(search => search.Judged).ToArray();
        // Bonferroni, two-sided, since an interval has two ends; shared out by family and then by slice, so that the few slices that fix little are not drowned by
        // the many that fix everything.
        var families = Math.Max(1, judged.Sum(one => one.Count));
        var z = judged.Select(one => one.ToDictionary(pair => pair.Key, pair => NormalQuantile.OfUpperTail(options.FamilyError / 2 / families / pair.Value))).ToArray();
        step?.Invoke("weak spots among them");
        var found = searches.AsParallel().AsOrdered().Select((search, i) => search.Find(z[i])).ToArray().SelectMany(one => one).ToArray();
        var all = z.SelectMany(one => one.Values).DefaultIfEmpty(WilsonInterval.Z95).ToArray();
        return new(
            [.. found.GroupBy(one => one.Key).Select(group => SpotOf(group.Key, group, counts)).OrderByDescending(spot => spot.Signs[0].Excess)],
            judged.Sum(one => one.Values.Sum()), new(all.Min(), all.Max()), searches.Single(search => search.Measure == Measure.Flags).KnowsSpread);
    }

    private static WeakSpot SpotOf(SliceKey key, IEnumerable<Candidate> candidates, FleetCounts counts) => new(
        Slice.Of(key, counts),
        [.. candidates.Select(SignOf).OrderByDescending(sign => sign.Excess)],
        counts.Cells.Where(cell => key.Holds(SliceKey.Of(cell))).Aggregate(new Tally(), (sum, cell) => sum + cell.Tally),
        counts.Exposure.Where(e => (key.Camera < 0 || key.Camera == e.Camera) && (key.Hour < 0 || key.Hour == e.Hour) && (key.Version < 0 || key.Version == e.Version)).Sum(e => e.Hours));

    private static WeakSign SignOf(Candidate one)
    {
        var per = one.Measure == Measure.Flags ? one.Expected : one.Trials;
        return new(one.Measure, one.Hits / per, one.Comparison.Slice, one.Expected / per, one.Comparison.Fleet, one.Comparison.Excess);
    }
}
