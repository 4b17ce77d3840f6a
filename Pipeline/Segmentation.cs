using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>The class maps of one frame, on loan from a <see cref="SegmentationPool"/>; <see cref="Dispose"/> returns them.</summary>
public sealed class Segmentation : IDisposable
{
    private readonly SegmentationPool? _pool;
    private int _rented;

    internal Segmentation(SegmentationPool? pool, IReadOnlyList<ClassMap> heads)
    {
        _pool = pool;
        Heads = heads;
    }

    /// <summary>In the order of the manifest.</summary>
    public IReadOnlyList<ClassMap> Heads { get; }

    /// <summary>Connected regions of all heads, largest first; on loan like the maps.</summary>
    public IReadOnlyList<Region> Regions => Found;

    internal List<Region> Found { get; } = [];

    /// <summary>A copy for the explanation lane's own slot: simpler than counting references.</summary>
    public void CopyTo(Segmentation other)
    {
        for (var i = 0; i < Heads.Count; i++) Heads[i].CopyTo(other.Heads[i]);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 1) _pool?.Return(this);
    }

    internal Segmentation Lend()
    {
        _rented = 1;
        return this;
    }
}
