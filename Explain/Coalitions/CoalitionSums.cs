using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Coalition gradients of one region as they come in, kept family by family, so that several maps can be made of the same gradients. They may
/// come from one frame, or from many: then each new frame moves and fades what is known.</summary>
public sealed class CoalitionSums(CellGrid grid, long seed, bool antithetic = true)
{
    // Forgotten by a tenth a frame, all that are worth less are worth a hundredth together.
    private const double LeastWeight = 0.001;

    // Where nothing is forgotten: 128 grids of 40 x 40 are 0.8 MB.
    private const int MostFrames = 128;

    private readonly CoalitionSampler _sampler = new(grid.Cells, seed, antithetic);
    private readonly List<KeptFrame> _frames = []; // oldest first
    private readonly SortedDictionary<CoalitionFamily, int> _counts = [];
    private readonly float[] _shown = new float[grid.Count], _score = new float[1];
    private SortedDictionary<CoalitionFamily, CellMean>? _means; // null when something has changed since

    /// <summary>Coalitions taken.</summary>
    public int Count => _counts.Values.Sum();

    /// <summary>What they are worth now: <see cref="Count"/> while nothing is forgotten.</summary>
    public double Effective => CellMean.EffectiveOf(Weight, _frames.Sum(f => f.Count * f.Weight * f.Weight));

    public IReadOnlyList<CoalitionFamily> Families => [.. _counts.Keys];

    private double Weight => _frames.Sum(f => f.Count * f.Weight);

    private SortedDictionary<CoalitionFamily, CellMean> Means => _means ??= MeansNow();

    /// <summary>The next coalition of a family.</summary>
    /// <param name="region">Aimed at the region in the frame of <paramref name="now"/>.</param>
    /// <returns>False when the budget does not allow it.</returns>
    public bool TryAdd(CoalitionFamily family, PerturbedRegion region, ExplainBudget budget, FrameTime now = default)
    {
        // Numbered through: no two families look at the same patches.
        _sampler.Draw(family, Count, _shown);
        var slopes = new float[grid.Count];
        if (!region.TryGradients(grid, _shown, _score, slopes, budget)) return false;
        if (_frames is not [.., { IsNow: true }]) _frames.Add(new KeptFrame(now));
        _frames[^1].Add(family, slopes);
        _counts[family] = _counts.GetValueOrDefault(family) + 1;
        _means = null;
        return true;
    }

    /// <summary>The next frame: everything lies elsewhere and counts less.</summary>
    /// <param name="forget">0..1, what a coalition is worth from now on.</param>
    public void Advance(CellMotion motion, double forget)
    {
        foreach (var frame in _frames) frame.Advance(motion, forget);
        _frames.RemoveAll(frame => frame.Weight < LeastWeight);
        if (_frames.Count > MostFrames) _frames.RemoveRange(0, _frames.Count - MostFrames);
        _means = null;
    }

    /// <summary>Weighted mean over the coalitions.</summary>
    public ExplanationAge AgeAt(FrameTime now)
    {
        double weight = Weight, frames = 0, seconds = 0;
        foreach (var frame in _frames)
        {
            frames += frame.Count * frame.Weight * (now.Number - frame.Time.Number);
            seconds += frame.Count * frame.Weight * (now.At - frame.Time.At).TotalSeconds;
        }
        return weight > 0 ? new(frames / weight, TimeSpan.FromSeconds(seconds / weight)) : default;
    }

    /// <summary>Mean over families of their means, each weighted as its samples are.</summary>
    public float[] MeanOf(IReadOnlyList<CoalitionFamily> families)
    {
        var (cells, kept) = (new float[grid.Count], families.Where(Means.ContainsKey).ToArray());
        var total = kept.Sum(f => Means[f].Weight);
        foreach (var family in kept)
        {
            var share = (float)(Means[family].Weight / total);
            var mean = Means[family].ToArray();
            for (var i = 0; i < cells.Length; i++) cells[i] += share * mean[i];
        }
        return cells;
    }

    /// <summary>The mean of all families, drawn towards local evidence as far as it is noise; see <see cref="LocalPrior"/>.</summary>
    /// <param name="local">[cells], see <see cref="LocalEvidence"/>.</param>
    public float[] Posterior(ReadOnlySpan<float> local) => LocalPrior.Posterior(MeanOf(Families), StandardErrors(), local);

    /// <summary>Mean over cells of the standard error of <see cref="MeanOf"/> all families, in nats; null below two samples of one.</summary>
    public double? StandardError() => Count > 0 && StandardErrors().Average() is var error && float.IsFinite(error) ? error : null;

    private float[] StandardErrors()
    {
        var (errors, weight) = (new float[grid.Count], Weight);
        foreach (var mean in Means.Values)
        {
            var (share, own) = ((float)(mean.Weight / weight), mean.StandardErrors());
            for (var i = 0; i < errors.Length; i++) errors[i] += share * share * own[i] * own[i];
        }
        TensorPrimitives.Sqrt(errors, errors);
        return errors;
    }

    private SortedDictionary<CoalitionFamily, CellMean> MeansNow()
    {
        var means = new SortedDictionary<CoalitionFamily, CellMean>();
        foreach (var frame in _frames)
            foreach (var family in _counts.Keys)
                foreach (var slopes in frame.Of(family))
                {
                    if (!means.TryGetValue(family, out var mean)) means[family] = mean = new CellMean(grid.Count);
                    mean.Add(slopes, frame.Weight);
                }
        return means;
    }

    /// <summary><c>straight:4+soft:8</c>.</summary>
    public override string ToString() => string.Join('+', _counts.Select(c => $"{c.Key.ToString().ToLowerInvariant()}:{c.Value}"));
}
