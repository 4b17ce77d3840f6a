namespace SegEdge.Fleet.Analysis;

/// <summary>Looks for slices that are clear of the fleet in one measure, the one with most to explain first; what it explains is taken out before the next is looked
/// for, so that a muddy camera does not also accuse its model, its hours and its classes.</summary>
/// <remarks>Sequential covering (Clark and Niblett, The CN2 Induction Algorithm, Machine Learning 3, 1989) over slices as in Chung et al., Slice Finder, ICDE 2019; the
/// test is that of <see cref="IScale"/>.</remarks>
internal sealed class MeasureSearch
{
    private const double NearlyAll = 0.95;

    private readonly AnalysisOptions _options;
    private readonly SliceSet _slices;
    private readonly double[] _hits;
    private readonly int _cameras;

    public MeasureSearch(FleetCounts counts, Measure measure, AnalysisOptions options)
    {
        (Measure, _options, _cameras) = (measure, options, counts.Cameras.Count);
        var cells = counts.Cells.Where(cell => cell.Tally.Trials(measure) > 0).ToArray();
        _hits = [.. cells.Select(cell => (double)cell.Tally.Hits(measure))];
        SliceKey[] keys = [.. cells.Select(SliceKey.Of)];
        var dispersion = counts.Dispersion[(int)measure];
        _slices = measure == Measure.Flags
            ? new RateSlices(keys, counts.Exposure, new RateScale(dispersion, options.RateMargin))
            : new ShareSlices(keys, [.. cells.Select(cell => (double)cell.Tally.Trials(measure))], new ShareScale(dispersion, options.ShareMargin), options.MinCount, classes: measure == Measure.Refuted);
        _slices.Count(_hits);
    }

    public Measure Measure { get; }

    /// <summary>By family, slices with enough to be judged: as many chances to accuse somebody wrongly. Families without any are left out.</summary>
    public IReadOnlyDictionary<Dims, long> Judged => _slices.Families
        .Select(pair => (pair.Key, Count: Enumerable.Range(0, pair.Value.Keys.Length).LongCount(i => IsJudged(pair.Value, i))))
        .Where(pair => pair.Count > 0).ToDictionary(pair => pair.Key, pair => pair.Count);

    /// <summary>Whether the cameras are enough to know how healthy ones differ.</summary>
    public bool KnowsSpread => _slices.Families.TryGetValue(Dims.Camera, out var cameras) && Enumerable.Range(0, cameras.Keys.Length).Count(i => IsJudged(cameras, i)) >= RobustSpread.LeastValues;

    /// <param name="z">By family: of intervals that hold for all slices of all measures at once.</param>
    public List<Candidate> Find(IReadOnlyDictionary<Dims, double> z)
    {
        List<Candidate> found = [];
        while (found.Count < _options.MostSpots && Best(z) is { } best)
        {
            found.Add(best);
            // As the rest of the fleet would be: neither a reproach to what overlaps with it, nor part of what others are held against.
            for (var i = 0; i < _hits.Length; i++)
                if (best.Key.Holds(_slices.Cells[i])) _hits[i] *= best.Expected / best.Hits;
            _slices.Count(_hits);
        }

        return found;
    }

    // The one with most to explain; of those that explain nearly as much and are not thinned by what is healthy, the one that fixes least: what holds all day is not a
    // matter of the hour.
    private Candidate? Best(IReadOnlyDictionary<Dims, double> z)
    {
        var clear = Clear(z);
        if (clear.Count == 0) return null;
        var most = clear.MaxBy(one => one.Candidate.Comparison.Excess).Candidate;
        return clear.Where(one => one.Candidate.Comparison.Excess >= NearlyAll * most.Comparison.Excess && one.Candidate.ShareBeyond >= NearlyAll * most.ShareBeyond)
            .OrderBy(one => int.PopCount((int)one.Dims)).ThenByDescending(one => one.Candidate.Comparison.Excess).First().Candidate;
    }

    private List<(Dims Dims, Candidate Candidate)> Clear(IReadOnlyDictionary<Dims, double> z)
    {
        var spreads = new FamilySpread(_slices, _options.MinCount);
        List<(Dims, Candidate)> clear = [];
        foreach (var (dims, family) in _slices.Families)
        {
            if (!z.TryGetValue(dims, out var wide)) continue;
            var others = dims.HasFlag(Dims.Camera) ? _cameras - 1 : _cameras;
            for (var i = 0; i < family.Keys.Length; i++)
            {
                if (!IsJudged(family, i) || family.Hits[i] <= family.Expected[i]) continue;
                var (hits, trials, expected) = (family.Hits[i], family.Trials[i], family.Expected[i]);
                var comparison = _slices.Scale.Compare(hits, trials, expected, family.ExpectedVariance[i], spreads.Of(dims, family.Keys[i]), family.Cameras[i], others, wide);
                if (comparison.IsClear) clear.Add((dims, new(family.Keys[i], Measure, hits, trials, expected, comparison)));
            }
        }

        return clear;
    }

    private bool IsJudged(SliceFamily family, int slice) => family.Trials[slice] >= _options.MinCount && _slices.Scale.CanCompare(family.Expected[slice]);
}
