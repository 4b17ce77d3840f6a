using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Coalition gradients of one region as they come in, kept family by family, so that several maps can be made of the same gradients. They may
/// come from one frame, or from many: then each new frame fades what is known, and a map fetches each gradient from where its frame had it.</summary>
/// <remarks>A gradient is resampled once, along the whole way from the newest frame to its own. A mean that was moved from frame to frame would be resampled at every one,
/// and each time neighbours run into each other (decision 0040).</remarks>
public sealed class CoalitionSums(CellGrid grid, long seed, bool antithetic = true)
{
    // All that is let go is worth less than this share of what is kept, as weights fall geometrically.
    private const double LeastWorth = 0.003;

    // Where next to nothing is forgotten. A way is not well known after so long.
    private const int MostFrames = 128;

    private readonly CoalitionSampler _sampler = new(grid.Cells, seed, antithetic);
    private readonly LinkedList<FrameSums> _frames = []; // the newest first
    private readonly float[] _shown = new float[grid.Count], _slopes = new float[grid.Count], _score = new float[1];
    private CellMotion? _since; // from the newest frame there is to the newest in _frames; null where that is the same
    private SortedDictionary<CoalitionFamily, CellMean>? _means; // of all frames, as they lie in the newest

    /// <summary>Coalitions taken, also those that are forgotten: the number of the next.</summary>
    public int Drawn { get; private set; }

    /// <summary>Coalitions that still count.</summary>
    public int Count => _frames.Sum(f => f.Means.Values.Sum(m => m.Count));

    /// <summary>What they are worth now: <see cref="Count"/> while nothing is forgotten.</summary>
    public double Effective => CellMean.EffectiveOf(Weight, _frames.Sum(f => f.Worth * f.Worth * f.Means.Values.Sum(m => m.WeightSquares)));

    public IReadOnlyList<CoalitionFamily> Families => [.. Means.Keys];

    /// <summary>The next coalition of a family.</summary>
    /// <param name="region">Aimed at the region in the frame of <paramref name="now"/>.</param>
    /// <returns>False when the budget does not allow it.</returns>
    public bool TryAdd(CoalitionFamily family, PerturbedRegion region, ExplainBudget budget, FrameTime now = default)
    {
        // Numbered through: no two families look at the same patches.
        _sampler.Draw(family, Drawn, _shown);
        if (!region.TryGradients(grid, _shown, _score, _slopes, budget)) return false;
        if (_frames.First is not { } newest || _since is not null) newest = _frames.AddFirst(new FrameSums(now, _since));
        if (!newest.Value.Means.TryGetValue(family, out var mean)) newest.Value.Means[family] = mean = new CellMean(grid.Count);
        mean.Add(_slopes);
        Drawn++;
        (_since, _means) = (null, null);
        return true;
    }

    /// <summary>The next frame: everything lies elsewhere and counts less.</summary>
    /// <param name="forget">0..1, what a coalition is worth from now on.</param>
    public void Advance(CellMotion motion, double forget)
    {
        if (_frames.Count == 0) return;
        foreach (var frame in _frames) frame.Worth *= forget;
        while (_frames.Last is { } oldest && (oldest.Value.Worth < LeastWorth || _frames.Count >= MostFrames)) _frames.RemoveLast();
        (_since, _means) = (_frames.Count == 0 ? null : _since is null ? motion : motion.After(_since), null);
    }

    public ExplanationAge AgeAt(FrameTime now)
    {
        double frames = 0, seconds = 0, weight = Weight;
        foreach (var frame in _frames)
        {
            var share = frame.Weight / weight;
            frames += share * (now.Number - frame.At.Number);
            seconds += share * (now.At - frame.At.At).TotalSeconds;
        }
        return new ExplanationAge(frames, TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Mean over families of their means, each weighted as its samples are.</summary>
    public float[] MeanOf(IReadOnlyList<CoalitionFamily> families)
    {
        var (cells, total) = (new float[grid.Count], families.Sum(f => Means[f].Weight));
        foreach (var family in families)
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

    private double Weight => _frames.Sum(f => f.Weight);

    private SortedDictionary<CoalitionFamily, CellMean> Means => _means ??= Gather();

    private SortedDictionary<CoalitionFamily, CellMean> Gather()
    {
        if (_frames.Count == 1 && _since is null) return _frames.First!.Value.Means;
        var means = new SortedDictionary<CoalitionFamily, CellMean>();
        var way = _since;
        foreach (var frame in _frames)
        {
            foreach (var (family, mean) in frame.Means)
            {
                if (!means.TryGetValue(family, out var all)) means[family] = all = new CellMean(grid.Count);
                all.Add(mean, frame.Worth, way);
            }
            way = way is null ? frame.Before : frame.Before is { } before ? way.After(before) : way;
        }
        return means;
    }

    private float[] StandardErrors()
    {
        var errors = new float[grid.Count];
        foreach (var mean in Means.Values)
        {
            var (share, own) = ((float)(mean.Weight / Weight), mean.StandardErrors());
            for (var i = 0; i < errors.Length; i++) errors[i] += share * share * own[i] * own[i];
        }
        TensorPrimitives.Sqrt(errors, errors);
        return errors;
    }

    /// <summary><c>straight:4+soft:8</c>.</summary>
    public override string ToString() => string.Join('+', Means.Select(m => $"{m.Key.ToString().ToLowerInvariant()}:{m.Value.Count}"));

    /// <summary>Coalitions of one frame, as they lay in it.</summary>
    /// <param name="at">The frame.</param>
    /// <param name="before">From it to the next older frame that is kept; null for the first.</param>
    private sealed class FrameSums(FrameTime at, CellMotion? before)
    {
        public FrameTime At => at;

        public CellMotion? Before => before;

        public SortedDictionary<CoalitionFamily, CellMean> Means { get; } = [];

        /// <summary>0..1: what one of its coalitions still counts.</summary>
        public double Worth { get; set; } = 1;

        public double Weight => Worth * Means.Values.Sum(m => m.Weight);
    }
}
