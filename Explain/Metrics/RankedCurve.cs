namespace SegEdge.Explain;

/// <summary>The region's score while cells change hands in the order of a map, highest first. Score, probability and mask are read in the same
/// passes.</summary>
/// <param name="Shares">Share of the cells in question changed so far, 0..1, first 0 and last 1.</param>
/// <param name="Scores">(v - v(low)) / (v(1) - v(low)) at each share: 1 is the whole frame, 0 all cells in question hidden; may leave
/// 0..1.</param>
/// <param name="Probabilities">Mean probability of the region at each share, 0..1, not normalised.</param>
/// <param name="Overlaps">IoU of the class's mask with that of the frame at each share, 0..1, within <see cref="RegionCells.Window"/>;
/// null when the class wins no pixel there in the frame.</param>
public sealed record RankedCurve(
    IReadOnlyList<double> Shares, IReadOnlyList<double> Scores, IReadOnlyList<double> Probabilities, IReadOnlyList<double>? Overlaps)
{
    private const long Prime = 1_000_003;

    /// <summary>Area under <see cref="Scores"/>, by trapezoids.</summary>
    public double Auc => Area(Scores);

    /// <summary>Area under <see cref="Probabilities"/>, by trapezoids.</summary>
    public double ProbabilityAuc => Area(Probabilities);

    /// <summary>Area under <see cref="Overlaps"/>, by trapezoids; null as they are.</summary>
    public double? OverlapAuc => Overlaps is null ? null : Area(Overlaps);

    /// <summary>Passes of one curve over all cells: both ends are v(0) and v(1), which are known.</summary>
    internal static int Passes(CellGrid grid, int steps) => Math.Min(steps, grid.Count) - 1;

    /// <summary>All cells: starts from the reference and shows them, or from the frame and hides them.</summary>
    internal static RankedCurve? Measure(
        PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, bool insert, int steps, ExplainBudget budget)
    {
        var window = new RegionCells(region.Target.Region, grid, region.Shape).Window;
        return Measure(region, grid, Ranked(cells, region.Target), CurveEnd.OfReference(region, window), insert, steps, budget);
    }

    /// <summary>Some cells, the others shown throughout.</summary>
    /// <param name="order">The cells in question, in the order they change hands.</param>
    /// <param name="low">What the model says with all of them hidden.</param>
    internal static RankedCurve? Measure(
        PerturbedRegion region, CellGrid grid, int[] order, CurveEnd low, bool insert, int steps, ExplainBudget budget)
    {
        steps = Math.Min(steps, order.Length);
        double[] shares = new double[steps + 1], scores = new double[steps + 1], probabilities = new double[steps + 1];
        var overlaps = low.Overlap is null ? null : new double[steps + 1];
        var contrast = region.Full.LogOdds - low.Reading.LogOdds;
        CurveEnd.Restart(region, grid, order, shown: !insert);
        for (int step = 0, changed = 0; step <= steps; step++)
        {
            for (var until = (int)Math.Round((double)step * order.Length / steps); changed < until; changed++)
            {
                var cell = grid.Cell(order[changed]);
                if (insert) region.Show(cell);
                else region.Hide(cell);
            }
            var isEnd = step == 0 || step == steps;
            var (reading, overlap) = step == 0 == insert ? (low.Reading, low.Overlap) : (region.Full, 1);
            if (!isEnd)
            {
                if (!region.TryRead(budget, out reading)) return null;
                overlap = overlaps is null ? null : region.Overlap(low.Window);
            }
            shares[step] = (double)changed / order.Length;
            scores[step] = (reading.LogOdds - low.Reading.LogOdds) / contrast;
            probabilities[step] = reading.Probability;
            if (overlaps is not null) overlaps[step] = overlap!.Value;
        }
        return new RankedCurve(shares, scores, probabilities, overlaps);
    }

    /// <summary>The cells from the highest value down; equals in an order drawn for the question. Reading order would judge a map that says nothing about
    /// them by what pictures show above and below.</summary>
    internal static int[] Ranked(ReadOnlySpan<float> cells, Target target)
    {
        var region = target.Region;
        var random = new SeededRandom(new[] { region.Bounds.X, region.Bounds.Y, region.Area, target.ClassIndex }.Aggregate(0L, (seed, part) => unchecked((seed * Prime) + part)));
        var keys = new (float Value, ulong Draw)[cells.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (-cells[i], random.NextBits());
        return [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i])];
    }

    private double Area(IReadOnlyList<double> values)
    {
        double area = 0;
        for (var i = 1; i < values.Count; i++) area += (Shares[i] - Shares[i - 1]) * (values[i] + values[i - 1]) / 2;
        return area;
    }
}
