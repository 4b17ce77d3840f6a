namespace SegEdge.Fleet.Hub;

/// <summary>A camera at which somebody looks. Guarded by <see cref="LiveMasks"/>; times are timestamps of its clock.</summary>
internal sealed class WatchedCamera
{
    // Every model has fewer; a hostile device could name as many as it likes.
    private const int MostHeads = 8;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _masks = [];

    public long LookedAt { get; set; }

    /// <summary>The start of the device that was asked last; the next one knows of no lease.</summary>
    public string? LeasedBoot { get; set; }

    /// <summary>When the lease ends at the device, counted from its sending.</summary>
    public long LeasedUntil { get; set; }

    public long? MaskAt { get; private set; }

    public string? Problem { get; set; }

    public long Revision { get; set; }

    public IReadOnlyList<LiveHeadMask> Masks => [.. _masks.Select(one => new LiveHeadMask(one.Key.Length == 0 ? null : one.Key, one.Value))];

    public void Show(string head, ReadOnlyMemory<byte> png, long now)
    {
        if (_masks.Count >= MostHeads && !_masks.ContainsKey(head)) return;
        _masks[head] = png;
        (MaskAt, Problem) = (now, null);
    }
}
