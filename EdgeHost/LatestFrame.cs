namespace SegEdge.EdgeHost;

/// <summary>The newest picture for whoever looks: one volatile reference, no queue, so that a slow viewer skips and nobody waits.</summary>
/// <remarks>Ask <see cref="Wanted"/> before encoding: without a viewer a JPEG and a PNG per frame would be thrown away.</remarks>
public sealed class LatestFrame
{
    private volatile Slot _slot = new(null);
    private int _watchers;

    /// <summary>Somebody watches, so that encoding is worth its time.</summary>
    public bool Wanted => Volatile.Read(ref _watchers) > 0;

    /// <summary>Counts the caller as a viewer until disposed.</summary>
    public IDisposable Watch()
    {
        Interlocked.Increment(ref _watchers);
        return new Watcher(this);
    }

    /// <summary>Replaces the picture. Ignored while nobody watches: a picture kept from then would look live to the next viewer.</summary>
    public void Publish(LivePicture picture)
    {
        if (Wanted) Exchange(picture);
    }

    /// <summary>The newest picture that is not <paramref name="after"/>; waits for one if needed.</summary>
    /// <param name="after">What the caller showed last, or null at the start.</param>
    public async ValueTask<LivePicture> NextAsync(LivePicture? after, CancellationToken ct)
    {
        while (true)
        {
            var slot = _slot;
            if (slot.Picture is { } picture && !ReferenceEquals(picture, after)) return picture;
            await slot.Replaced.Task.WaitAsync(ct);
        }
    }

    // Swap first, wake second: whoever wakes reads a slot at least as new as the one that woke it.
    private void Exchange(LivePicture? picture)
    {
        var old = Interlocked.Exchange(ref _slot, new Slot(picture));
        old.Replaced.TrySetResult();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _watchers) == 0) Exchange(null);
    }

    private sealed class Slot(LivePicture? picture)
    {
        public LivePicture? Picture { get; } = picture;

        // Continuations run elsewhere: the publishing stage must not execute a viewer's send.
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Watcher(LatestFrame frames) : IDisposable
    {
        private LatestFrame? _frames = frames;

        public void Dispose() => Interlocked.Exchange(ref _frames, null)?.Leave();
    }
}
