using SegEdge.Telemetry;

namespace SegEdge.Benchmarks;

/// <summary>Events put into an outbox as fast as it takes them.</summary>
internal static class OutboxFill
{
    // Enough that a commit is shared by many: what is filled here is there before the measurement, not part of it.
    private const int Outstanding = 256;

    /// <param name="each">Told after every 10,000.</param>
    public static async Task RunAsync(IOutbox outbox, int events, int blobs, Action<int>? each = null)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Outstanding).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < events;)
            {
                if (!(await outbox.AppendAsync(BenchmarkEvents.Entry(i, blobs))).Accepted) throw new InvalidOperationException("refused");
                if (i % 10_000 == 0) each?.Invoke(i);
            }
        })));
    }
}
