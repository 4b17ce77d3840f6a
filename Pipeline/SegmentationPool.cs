using System.Collections.Concurrent;

namespace SegEdge.Pipeline;

/// <summary>Class maps for every frame that can be under way. It makes one more when all are out, which the bounded channels
/// keep from happening after the first frames. Law: once drained, <see cref="Rented"/> equals <see cref="Returned"/>.</summary>
public sealed class SegmentationPool(Func<IReadOnlyList<ClassMap>> makeHeads)
{
    // No ConcurrentBag: its threads hold what is in it, and with it the pool and the whole model, for as long as they live.
    private readonly ConcurrentQueue<Segmentation> _free = [];
    private long _rented, _returned, _made;

    public long Rented => Interlocked.Read(ref _rented);

    public long Returned => Interlocked.Read(ref _returned);

    public long Made => Interlocked.Read(ref _made);

    public Segmentation Rent()
    {
        Interlocked.Increment(ref _rented);
        if (_free.TryDequeue(out var segmentation)) return segmentation.Lend();

        Interlocked.Increment(ref _made);
        return new Segmentation(this, makeHeads()).Lend();
    }

    /// <summary>Maps that belong to the caller for good.</summary>
    internal Segmentation MakeOwned() => new(null, makeHeads());

    internal void Return(Segmentation segmentation)
    {
        _free.Enqueue(segmentation);
        Interlocked.Increment(ref _returned);
    }
}
