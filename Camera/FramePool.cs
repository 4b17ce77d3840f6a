namespace SegEdge.Camera;

/// <summary>A fixed set of pinned picture buffers. Law: once drained, <see cref="Rented"/> equals <see cref="Returned"/>.</summary>
public sealed class FramePool
{
    private readonly Queue<Frame> _free; // also the lock; a System.Threading.Lock cannot be waited for
    private long _rented, _returned, _growths;

    /// <param name="count">How many pictures can be under way at once.</param>
    /// <param name="size">The size every buffer has from the start.</param>
    public FramePool(int count, PictureSize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Capacity = count;
        _free = new(Enumerable.Range(0, count).Select(_ => new Frame(this, size)));
    }

    public int Capacity { get; }

    public long Rented => Interlocked.Read(ref _rented);

    public long Returned => Interlocked.Read(ref _returned);

    /// <summary>How often a buffer had to grow; 0 for every source with one picture size.</summary>
    public long Growths => Interlocked.Read(ref _growths);

    /// <summary>False when all are out: a live camera then skips the picture instead of waiting for the model.</summary>
    public bool TryRent(out Frame frame)
    {
        lock (_free) return TryLend(out frame);
    }

    /// <summary>Waits for a free buffer: the way of a source that loses nothing. Its thread has nothing else to do, and the wait allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">Nothing was rented.</exception>
    public Frame Rent(CancellationToken stopping)
    {
        if (TryRent(out var frame)) return frame;
        // Outside of the lock: its end waits for a wake-up that is under way, which wants the lock.
        using var waking = stopping.UnsafeRegister(static free => Wake(free!), _free);
        lock (_free)
        {
            while (!TryLend(out frame))
            {
                stopping.ThrowIfCancellationRequested();
                Monitor.Wait(_free);
            }
            return frame;
        }
    }

    internal void Return(Frame frame)
    {
        Interlocked.Increment(ref _returned);
        lock (_free)
        {
            _free.Enqueue(frame);
            Monitor.Pulse(_free);
        }
    }

    internal void CountGrowth() => Interlocked.Increment(ref _growths);

    private bool TryLend(out Frame frame)
    {
        if (!_free.TryDequeue(out frame!)) return false;
        frame.Lend();
        Interlocked.Increment(ref _rented);
        return true;
    }

    private static void Wake(object free)
    {
        lock (free) Monitor.PulseAll(free);
    }
}
