namespace SegEdge.Explain;

/// <summary>The coalition gradients of one frame as they were taken, and the way back to it. However far they travel they are resampled once: bilinear steps
/// from frame to frame would blur them, by 1.2 cells after 16 frames of a tenth of a cell.</summary>
internal sealed class KeptFrame(FrameTime time)
{
    private readonly List<(CoalitionFamily Family, float[] Slopes)> _taken = [];
    private CellMotion? _way; // from now back to that frame; null while it is now

    public FrameTime Time => time;

    public int Count => _taken.Count;

    /// <summary>What each of its gradients is worth, 0..1.</summary>
    public double Weight { get; private set; } = 1;

    public bool IsNow => _way is null;

    /// <param name="slopes">[rows, columns]; given away.</param>
    public void Add(CoalitionFamily family, float[] slopes) => _taken.Add((family, slopes));

    public void Advance(CellMotion motion, double forget)
    {
        _way = _way is null ? motion : motion.After(_way);
        Weight *= forget;
    }

    /// <summary>The gradients of a family as they would lie now.</summary>
    public IEnumerable<float[]> Of(CoalitionFamily family) =>
        from taken in _taken where taken.Family == family select _way is null ? taken.Slopes : _way.Resample(taken.Slopes);
}
