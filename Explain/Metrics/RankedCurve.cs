namespace SegEdge.Explain;

/// <summary>The region's score while cells change hands in the order of a map, highest first; of equals the first in
/// reading order.</summary>
/// <param name="Shares">Share of cells changed so far, 0..1, first 0 and last 1.</param>
/// <param name="Scores">(v - v(0)) / (v(1) - v(0)) at each share: 1 is the whole frame, 0 the whole reference; may leave 0..1.</param>
/// <param name="Probabilities">Mean probability of the region at each share, 0..1, not normalised.</param>
public sealed record RankedCurve(IReadOnlyList<double> Shares, IReadOnlyList<double> Scores, IReadOnlyList<double> Probabilities)
{
    /// <summary>Area under <see cref="Scores"/>, by trapezoids.</summary>
    public double Auc => Area(Scores);

    /// <summary>Area under <see cref="Probabilities"/>, by trapezoids.</summary>
    public double ProbabilityAuc => Area(Probabilities);

    /// <summary>Passes of one curve: both ends are v(0) and v(1), which are known.</summary>
    internal static int Passes(CellGrid grid, int steps) => Math.Min(steps, grid.Count) - 1;

    /// <summary>Starts from the reference and shows cells, or from the frame and hides them.</summary>
    internal static RankedCurve? Measure(
        PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, bool insert, int steps, ExplainBudget budget)
    {
        var order = Ranked(cells);
        steps = Math.Min(steps, order.Length);
        var (shares, scores, probabilities) = (new double[steps + 1], new double[steps + 1], new double[steps + 1]);
        region.Restart(shown: !insert);
        for (int step = 0, changed = 0; step <= steps; step++)
        {
            for (var until = (int)Math.Round((double)step * order.Length / steps); changed < until; changed++)
            {
                var cell = grid.Cell(order[changed]);
                if (insert) region.Show(cell);
                else region.Hide(cell);
            }
            var reading = step == 0 == insert ? region.Empty : region.Full;
            if (step > 0 && step < steps && !region.TryRead(budget, out reading)) return null;
            shares[step] = (double)changed / order.Length;
            scores[step] = (reading.LogOdds - region.Empty.LogOdds) / region.Contrast;
            probabilities[step] = reading.Probability;
        }
        return new RankedCurve(shares, scores, probabilities);
    }

    internal static int[] Ranked(ReadOnlySpan<float> cells)
    {
        var keys = new float[cells.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = -cells[i];
        return [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i])]; // OrderBy is stable, Array.Sort is not
    }

    private double Area(IReadOnlyList<double> values)
    {
        double area = 0;
        for (var i = 1; i < values.Count; i++) area += (Shares[i] - Shares[i - 1]) * (values[i] + values[i - 1]) / 2;
        return area;
    }
}
