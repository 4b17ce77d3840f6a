namespace SegEdge.Pipeline.Flags;

/// <summary>A wish that the next frame of each camera be flagged. Any thread wishes, the thread of the frames grants.</summary>
internal sealed class FlagTrigger
{
    /// <summary>One bit each.</summary>
    public const int MostCameras = 64;

    private long _wanted;

    public void Set() => Interlocked.Exchange(ref _wanted, -1);

    /// <returns>True once for each camera after <see cref="Set"/>.</returns>
    public bool Take(int camera)
    {
        var bit = 1L << camera;
        return (Volatile.Read(ref _wanted) & bit) != 0 && (Interlocked.And(ref _wanted, ~bit) & bit) != 0;
    }
}
