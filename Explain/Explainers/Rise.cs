using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>RISE of a segmented region (SegRISE): how the region's score goes with a cell being shown, over random smooth masks of the
/// whole frame: per cell cov(v, s) / var(s), in nats from hidden to shown.</summary>
/// <remarks>Petsiuk, Das, Saenko, RISE: Randomized Input Sampling for Explanation of Black-box Models, BMVC 2018, arXiv:1806.07421. Masks
/// as there: Bernoulli(0.5) on a coarse lattice, stretched bilinearly, shifted at random. SegRISE, as MUPPET XAI has it, weighs them by the
/// Dice score of the perturbed mask with the original; here by the region's log-odds, which move before pixels flip. Departs further:
/// the centred estimator (the plain one adds the mean score to every cell, which hides the map at few passes); the hidden part shows
/// the chosen reference, not black; summed per cell centre, not per pixel; a lattice of half the cells per side, not 7x7.
/// Cost: one forward pass per mask; stopped early it is the same estimate from fewer masks, which its parameters state.</remarks>
public sealed class Rise : IExplainer
{
    // The deviation of a cell's slope falls as 1 / sqrt(masks): below 16 it is as large as the map of a strong, single cause.
    private const int FewestMasks = 16;

    public string Name => "rise";

    public int UsefulPasses(CellGrid grid) => int.MaxValue;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var random = new SeededRandom(seed);
        var content = grid.Content;
        var (columns, rows) = ((grid.Columns + 1) / 2, (grid.Rows + 1) / 2);
        var (cellWidth, cellHeight) = ((double)content.Width / columns, (double)content.Height / rows);
        var lattice = new float[(columns + 1) * (rows + 1)]; // one more per side: room for the shift
        var field = new SmoothField(content, region.Shape.Width);
        var slopes = new RunningSlopes(grid.Count);
        var shown = new double[grid.Count];
        region.Mask.AsSpan().Fill(1);
        while (budget.Allows())
        {
            foreach (ref var node in lattice.AsSpan()) node = random.NextUnit() < 0.5 ? 1 : 0;
            var (shiftX, shiftY) = (random.NextUnit() * cellWidth, random.NextUnit() * cellHeight);
            field.Fill(lattice, columns + 1, rows + 1, cellWidth, cellHeight, shiftX, shiftY, region.Mask);
            if (!region.TryReadMixed(budget, out var reading)) break;
            for (var i = 0; i < shown.Length; i++)
            {
                var cell = grid.Cell(i);
                var (x, y) = (cell.X - content.X + (cell.Width / 2.0) + shiftX, cell.Y - content.Y + (cell.Height / 2.0) + shiftY);
                shown[i] = SmoothField.At(lattice, columns + 1, rows + 1, cellWidth, cellHeight, x, y);
            }
            slopes.Add(shown, reading.LogOdds);
        }
        return slopes.Count < FewestMasks
            ? ExplainerOutcome.Skip(Invariant($"rise needs at least {FewestMasks} masks; {budget.Exhausted} after {slopes.Count}"))
            : ExplainerOutcome.Map(slopes.ToArray(), Invariant($"masks={slopes.Count}, lattice={columns}x{rows}, p=0.5"));
    }
}
