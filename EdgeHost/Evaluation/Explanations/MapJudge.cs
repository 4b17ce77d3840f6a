using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Everything that is measured of one map. Directions: gaps, insertion and probes higher, deletion lower; shares, sparseness and cost describe.</summary>
internal static class MapJudge
{
    // The restricted curves have fewer cells to order than the whole frame.
    private const int Steps = 20, RestrictedSteps = 10;

    /// <param name="full">Also the metrics that take hundreds of passes each: mu-fidelity and infidelity.</param>
    public static IEnumerable<(string Metric, double Value)> Measure(PerturbedRegion region, CellGrid grid, float[] cells, bool full, CancellationToken stopping)
    {
        var budget = new ExplainBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
        var insertion = new InsertionCurve(Steps).Measure(region, grid, cells, budget)!;
        var deletion = new DeletionCurve(Steps).Measure(region, grid, cells, budget)!;
        yield return ("insertion-auc", insertion.Value!.Value);
        yield return ("deletion-auc", deletion.Value!.Value);
        yield return ("gap", insertion.Value.Value - deletion.Value.Value);
        yield return ("probability-gap", insertion.Curves[0].ProbabilityAuc - deletion.Curves[0].ProbabilityAuc);
        if (insertion.Curves[0].OverlapAuc is { } shown && deletion.Curves[0].OverlapAuc is { } hidden) yield return ("mask-iou-gap", shown - hidden);
        IEnumerable<IMetric> metrics = [new RestrictedCurves(CellPart.Context, RestrictedSteps), new RestrictedCurves(CellPart.Inside | CellPart.Boundary, RestrictedSteps), new Gini()];
        if (full) metrics = metrics.Concat([new MuFidelity(), new Infidelity()]);
        foreach (var metric in metrics)
            if (metric.Measure(region, grid, cells, budget)?.Value is { } value) yield return (metric.Name, value);
        foreach (var probe in new[] { Probe.Selection, Probe.Fresh })
            yield return ($"probe-{probe.Nodes.Count}", probe.Measure(region, grid, cells, budget)!.Value);
        if (new RegionCells(region.Target.Region, grid, region.Shape).Shares(cells) is not { } shares) yield break;
        yield return ("share-inside", shares.Inside);
        yield return ("share-boundary", shares.Boundary);
        yield return ("share-context", shares.Context);
    }
}
