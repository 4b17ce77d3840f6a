namespace SegEdge.EdgeHost.Clips;

/// <summary>One clip on the disk; <see cref="ClipStore"/> holds the lock.</summary>
/// <param name="id">Of the event that it began with.</param>
internal sealed class StoredClip(string id, bool isOpen)
{
    public string Id => id;

    public List<string> Events { get; } = [];

    public long Bytes { get; set; }

    /// <summary>It is being written, so it is not deleted for newer ones.</summary>
    public bool IsOpen { get; set; } = isOpen;
}
