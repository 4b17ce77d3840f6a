using SegEdge.Camera.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

/// <summary>Reads a live source on a thread of its own, as the capture stage does, and keeps what a test asks about.</summary>
internal sealed class LiveReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TimeSpan> _ages = [];
    private readonly List<LinkEvent> _events = [];
    private readonly Task _reading;
    private long _pictures;

    /// <param name="stamped">Whether the pictures carry a <see cref="PictureStamp"/>.</param>
    public LiveReader(ChildProcessSource source, bool stamped = false)
    {
        Source = source;
        source.Happened += e =>
        {
            lock (_events) _events.Add(e);
        };
        _reading = Task.Factory.StartNew(() => Read(stamped), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public ChildProcessSource Source { get; }

    public long Pictures => Volatile.Read(ref _pictures);

    public IReadOnlyList<LinkEvent> Events
    {
        get { lock (_events) return [.. _events]; }
    }

    /// <summary>Of the pictures since the last call.</summary>
    public IReadOnlyList<TimeSpan> TakeAges()
    {
        lock (_ages)
        {
            TimeSpan[] ages = [.. _ages];
            _ages.Clear();
            return ages;
        }
    }

    public async Task MorePicturesAsync(int count = 1)
    {
        var from = Pictures;
        await UntilAsync(() => Pictures >= from + count, $"{count} more pictures");
    }

    /// <summary>The first event of this kind after as many as there are in <paramref name="after"/>.</summary>
    public async Task<LinkEvent> EventAsync(LinkEventKind kind, int after = 0)
    {
        await UntilAsync(() => Events.Skip(after).Any(e => e.Kind == kind), $"an event {kind}");
        return Events.Skip(after).First(e => e.Kind == kind);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.WaitAsync(Eventually.Patience);
        Source.Dispose();
        _stop.Dispose();
    }

    private Task UntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () => _reading.IsFaulted ? throw _reading.Exception!.InnerException! : Task.FromResult(condition()),
        () => $"{what}; {Source.Status}; {string.Join("; ", Events.Select(e => $"{e.Kind}: {e.Message}"))}");

    private void Read(bool stamped)
    {
        if (!new FramePool(1, Source.Size).TryRent(out var frame)) throw new InvalidOperationException("an empty pool");
        try
        {
            while (true)
            {
                Assert.Equal(ReadOutcome.Picture, Source.Read(frame, _stop.Token));
                Assert.Equal(Source.Size, frame.Size);
                if (stamped)
                    lock (_ages) _ages.Add(PictureStamp.AgeOf(frame));
                Interlocked.Increment(ref _pictures);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { } // expected: the test is over
    }
}
