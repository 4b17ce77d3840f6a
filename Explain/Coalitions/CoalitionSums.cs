using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Coalition gradients of one region as they come in, kept family by family, so that several maps can be made of the same gradients. They may
/// come from one frame, or from many: then each new frame moves and fades what is known.</summary>
public sealed class CoalitionSums(CellGrid grid, long seed, bool antithetic = true)
{
    private readonly CoalitionSampler _sampler = new(grid.Cells, seed, antithetic);
    private readonly SortedDictionary<CoalitionFamily, CellMean> _means = [];
    private readonly float[] _shown = new float[grid.Count], _slopes = new float[grid.Count], _score = new float[1];
    private double _frame, _seconds; // weighted means over the samples

    /// <summary>Coalitions taken.</summary>
    public int Count => _means.Values.Sum(m => m.Count);

    /// <summary>What they are worth now: <see cref="Count"/> while nothing is forgotten.</summary>
    public double Effective => CellMean.EffectiveOf(Weight, _means.Values.Sum(m => m.WeightSquares));

    public IReadOnlyList<CoalitionFamily> Families => [.. _means.Keys];

    /// <summary>The next coalition of a family.</summary>
    /// <param name="region">Aimed at the region in the frame of <paramref name="now"/>.</param>
    /// <returns>False when the budget does not allow it.</returns>
    public bool TryAdd(CoalitionFamily family, PerturbedRegion region, ExplainBudget budget, FrameTime now = default)
    {
        // Numbered through: no two families look at the same patches.
        _sampler.Draw(family, Count, _shown);
        var mean = _means.GetValueOrDefault(family);
        if (!region.TryGradients(grid, _shown, _score, _slopes, budget)) return false;
        if (mean is null) _means[family] = mean = new CellMean(grid.Count);
        mean.Add(_slopes);
        _frame += (now.Number - _frame) / Weight;
        _seconds += (now.At.TotalSeconds - _seconds) / Weight;
        return true;
    }

    /// <summary>The next frame: everything lies elsewhere and counts less.</summary>
    /// <param name="forget">0..1, what a coalition is worth from now on.</param>
    public void Advance(CellMotion motion, double forget)
    {
        foreach (var mean in _means.Values)
        {
            mean.Move(motion.Resample);
            mean.Forget(forget);
        }
    }

    public ExplanationAge AgeAt(FrameTime now) => new(now.Number - _frame, now.At - TimeSpan.FromSeconds(_seconds));

    /// <summary>Mean over families of their means, each weighted as its samples are.</summary>
    public float[] MeanOf(IReadOnlyList<CoalitionFamily> families)
    {
        var (cells, total) = (new float[grid.Count], families.Sum(f => _means[f].Weight));
        foreach (var family in families)
        {
            var share = (float)(_means[family].Weight / total);
            var mean = _means[family].ToArray();
            for (var i = 0; i < cells.Length; i++) cells[i] += share * mean[i];
        }
        return cells;
    }

    /// <summary>The mean of all families, drawn towards local evidence as far as it is noise; see <see cref="LocalPrior"/>.</summary>
    /// <param name="local">[cells], see <see cref="LocalEvidence"/>.</param>
    public float[] Posterior(ReadOnlySpan<float> local) => LocalPrior.Posterior(MeanOf(Families), StandardErrors(), local);

    /// <summary>Mean over cells of the standard error of <see cref="MeanOf"/> all families, in nats; null below two samples of one.</summary>
    public double? StandardError() => Count > 0 && StandardErrors().Average() is var error && float.IsFinite(error) ? error : null;

    private double Weight => _means.Values.Sum(m => m.Weight);

    private float[] StandardErrors()
    {
        var errors = new float[grid.Count];
        foreach (var mean in _means.Values)
        {
            var (share, own) = ((float)(mean.Weight / Weight), mean.StandardErrors());
            for (var i = 0; i < errors.Length; i++) errors[i] += share * share * own[i] * own[i];
        }
        TensorPrimitives.Sqrt(errors, errors);
        return errors;
    }

    /// <summary><c>straight:4+soft:8</c>.</summary>
    public override string ToString() => string.Join('+', _means.Select(m => $"{m.Key.ToString().ToLowerInvariant()}:{m.Value.Count}"));
}
