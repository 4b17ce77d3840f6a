namespace SegEdge.Explain;

/// <summary>The running mean of one track's coalition gradients.</summary>
public sealed class StreamedMap
{
    private readonly CoalitionSampler _sampler;
    private readonly CellMean _mean;
    private readonly float[] _shown, _slopes, _score = new float[1];
    private readonly CellGrid _grid;

    internal StreamedMap(Target target, CellGrid grid, long seed, long frame)
    {
        (Head, Class, Foil, Cells, FirstFrame, LastFrame) = (target.OutputIndex, target.ClassIndex, target.FoilIndex, grid.Cells, frame, frame);
        (_grid, _sampler, _mean) = (grid, new CoalitionSampler(grid.Cells, seed), new CellMean(grid.Count));
        (_shown, _slopes) = (new float[grid.Count], new float[grid.Count]);
    }

    public int Head { get; }

    public int Class { get; }

    public int? Foil { get; }

    public CellCount Cells { get; }

    public long FirstFrame { get; }

    public long LastFrame { get; internal set; }

    /// <summary>Coalitions taken since the start.</summary>
    public int Coalitions => _mean.Count;

    /// <summary>Effective number of coalitions after forgetting.</summary>
    public double Effective => _mean.Effective;

    /// <summary>Adds one coalition gradient of this frame.</summary>
    /// <param name="region">Aimed at the track's region in this frame.</param>
    /// <returns>False when the budget does not allow it.</returns>
    public bool TryAdd(PerturbedRegion region, ExplainBudget budget)
    {
        var family = CoalitionGradients.Mixture[_mean.Count / 2 % CoalitionGradients.Mixture.Count];
        _sampler.Draw(family, _mean.Count, _shown);
        if (!region.TryGradients(_grid, _shown, _score, _slopes, budget)) return false;
        _mean.Add(_slopes);
        return true;
    }

    /// <summary>[rows, columns], in nats.</summary>
    public float[] ToArray() => _mean.ToArray();

    /// <summary>Of each cell, in nats.</summary>
    public float[] StandardErrors() => _mean.StandardErrors();

    internal void Advance(CellMotion motion, double forget)
    {
        _mean.Move(motion.Resample);
        _mean.Forget(forget);
    }
}
