namespace SegEdge.Explain;

/// <summary>What is known of one track's question from the frames so far.</summary>
public sealed class StreamedMap
{
    private readonly CellGrid _grid;
    private readonly long _seed;

    internal StreamedMap(Target target, CellGrid grid, long seed, long frame)
    {
        (Head, Class, Foil, _grid, _seed, FirstFrame, LastFrame) = (target.OutputIndex, target.ClassIndex, target.FoilIndex, grid, seed, frame, frame);
        Sums = new CoalitionSums(grid, seed);
    }

    public int Head { get; }

    public int Class { get; }

    public int? Foil { get; }

    public CellCount Cells => _grid.Cells;

    public long FirstFrame { get; }

    public long LastFrame { get; internal set; }

    /// <summary>The coalition gradients, moved along with the scene.</summary>
    public CoalitionSums Sums { get; private set; }

    /// <summary>Behind which all coalitions hid the frame: gradients towards different references are no samples of one mean. Null until the first.</summary>
    public string? Reference { get; set; }

    /// <summary>Adds coalition gradients of this frame.</summary>
    /// <param name="region">Aimed at the track's region in this frame.</param>
    /// <param name="gradients">1 or more.</param>
    /// <returns>False when the budget does not allow all of them.</returns>
    public bool TryAdd(PerturbedRegion region, ExplainBudget budget, FrameTime now, int gradients = 1)
    {
        for (var added = 0; added < gradients; added++)
            if (!Sums.TryAdd(CoalitionGradients.TurnOf(Sums.Drawn), region, budget, now)) return false;
        return true;
    }

    /// <summary>Forgets everything that was learned.</summary>
    /// <param name="reference">What it goes on with; null leaves the choice open.</param>
    /// <returns>The new, empty <see cref="Sums"/>.</returns>
    public CoalitionSums Restart(string? reference = null)
    {
        Reference = reference;
        return Sums = new CoalitionSums(_grid, _seed);
    }

    /// <summary>[rows, columns], in nats.</summary>
    public float[] ToArray() => Sums.MeanOf(Sums.Families);
}
