using System.Threading.Channels;

namespace SegEdge.Camera;

/// <summary>A fixed set of pinned picture buffers. Law: once drained, <see cref="Rented"/> equals <see cref="Returned"/>.</summary>
public sealed class FramePool
{
    private readonly Channel<Frame> _free;
    private long _rented, _returned, _growths;

    /// <param name="count">How many pictures can be under way at once.</param>
    /// <param name="size">The size every buffer has from the start.</param>
    public FramePool(int count, PictureSize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Capacity = count;
        _free = Channel.CreateBounded<Frame>(count);
        for (var i = 0; i < count; i++) _free.Writer.TryWrite(new Frame(this, size));
    }

    public int Capacity { get; }

    public long Rented => Interlocked.Read(ref _rented);

    public long Returned => Interlocked.Read(ref _returned);

    /// <summary>How often a buffer had to grow; 0 for every source with one picture size.</summary>
    public long Growths => Interlocked.Read(ref _growths);

    /// <summary>False when all are out: a live camera then skips the picture instead of waiting for the model.</summary>
    public bool TryRent(out Frame frame)
    {
        if (!_free.Reader.TryRead(out frame!)) return false;
        frame.Lend();
        Interlocked.Increment(ref _rented);
        return true;
    }

    /// <summary>Waits for a free buffer: the way of a source that loses nothing.</summary>
    public async ValueTask<Frame> RentAsync(CancellationToken stopping)
    {
        Frame? frame;
        while (!TryRent(out frame)) await _free.Reader.WaitToReadAsync(stopping).ConfigureAwait(false);
        return frame;
    }

    internal void Return(Frame frame)
    {
        Interlocked.Increment(ref _returned);
        _free.Writer.TryWrite(frame);
    }

    internal void CountGrowth() => Interlocked.Increment(ref _growths);
}
