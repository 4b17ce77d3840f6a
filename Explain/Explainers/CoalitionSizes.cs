namespace SegEdge.Explain;

/// <summary>How many of N cells a coalition shows, 1..N - 1, as the Shapley kernel weighs all coalitions of that size together:
/// p(k) in proportion to 1 / (k (N - k)). Few and nearly all cells are likeliest.</summary>
internal sealed class CoalitionSizes
{
    private readonly double[] _upTo; // sum of p(1)..p(k), not normalised

    /// <param name="cells">N, 2 or more.</param>
    public CoalitionSizes(int cells)
    {
        _upTo = new double[cells - 1];
        double sum = 0;
        for (var k = 1; k < cells; k++) _upTo[k - 1] = sum += 1.0 / ((double)k * (cells - k));
    }

    public int Draw(ref SeededRandom random)
    {
        var at = Array.BinarySearch(_upTo, random.NextUnit() * _upTo[^1]);
        return 1 + (at < 0 ? Math.Min(~at, _upTo.Length - 1) : at);
    }
}
