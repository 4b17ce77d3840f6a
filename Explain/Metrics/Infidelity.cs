using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>How badly the map foretells what hiding a square takes from the score: min over b of E[(b I.phi - d)^2] / E[d^2], where I.phi
/// is the attribution in the square and d = v(1) - v(square hidden). 0: it foretells every loss; 1: no better than silence.</summary>
/// <remarks>Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019, arXiv:1901.09392, definition 2.1 with its square
/// removal. A cell's value is the attribution of its whole change from frame to reference, so I.phi is a sum of cells.
/// Departs: scaled by the best b of at least 0, since methods have units of their own (with b below 0 an inverted map would be
/// perfect); divided by E[d^2], so that regions can be compared; squares of whole cells drawn at random, sides 1 to half the
/// shorter side of the grid; the reference the map was made with.</remarks>
/// <param name="samples">Squares, one pass each.</param>
public sealed class Infidelity(int samples = 100, long seed = 0) : IMetric
{
    public string Name => "infidelity";

    public bool HigherIsBetter => false;

    public int Passes(CellGrid grid) => samples;

    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget)
    {
        var random = new SeededRandom(seed);
        var longest = Math.Max(1, Math.Min(grid.Columns, grid.Rows) / 2);
        double both = 0, attribution = 0, loss = 0; // sums of I.phi d, (I.phi)^2, d^2
        region.Restart(shown: true);
        for (var sample = 0; sample < samples; sample++)
        {
            var side = 1 + Below(ref random, longest);
            var (column, row) = (Below(ref random, grid.Columns - side + 1), Below(ref random, grid.Rows - side + 1));
            var square = grid.Block(column, row, side, side);
            region.Hide(square);
            if (!region.TryRead(budget, out var without)) return null;
            region.Show(square);
            var lost = region.Full.LogOdds - without.LogOdds;
            double attributed = 0;
            for (var y = row; y < row + side; y++)
                foreach (var value in cells.Slice((y * grid.Columns) + column, side)) attributed += value;
            (both, attribution, loss) = (both + (attributed * lost), attribution + (attributed * attributed), loss + (lost * lost));
        }
        if (loss == 0) return MetricReading.None(this, Invariant($"hiding {samples} squares never changed the score"));
        // With b = both / attribution the mean square left over is loss - both^2 / attribution.
        var foretold = both > 0 ? both * both / attribution : 0;
        return new MetricReading(Name, Math.Max(0, 1 - (foretold / loss)), HigherIsBetter, []);
    }

    private static int Below(ref SeededRandom random, int count) => (int)(random.NextUnit() * count);
}
