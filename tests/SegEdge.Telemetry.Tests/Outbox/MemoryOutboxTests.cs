using FsCheck.Xunit;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class MemoryOutboxTests : OutboxLaws
{
    public MemoryOutboxTests() => Outbox = new MemoryOutbox(Cap, Time);

    protected override IOutbox Outbox { get; }

    [Property]
    public bool WhateverHappens_TheBooksBalance_AndTheCapHolds(byte[] acts, int seed)
    {
        var outbox = new MemoryOutbox(Cap, Time);
        var random = new Random(seed);
        var flying = new Queue<OutboxRecord>();
        foreach (var act in acts)
        {
            var severity = act % 2 == 0 ? Severity.Alert : Severity.Review;
            if (act % 5 < 2) _ = outbox.AppendAsync(Some.Entry(severity, Some.Blob(random.Next(30_000), act))).AsTask().Result;
            else if (act % 5 == 2 && outbox.TakeAsync().AsTask().Result is { } record) flying.Enqueue(record);
            else if (act % 5 == 3 && flying.TryDequeue(out var done)) outbox.ConfirmAsync(done).AsTask().Wait();
            else if (act % 5 == 4 && flying.TryDequeue(out var back)) outbox.RetryAsync(back).AsTask().Wait();
            var now = outbox.Snapshot();
            if (now.Appended != now.Confirmed + now.Evicted + now.Expired + now.Quarantined + now.Rows) return false;
            if (now.Bytes > Cap || now.Inflight != flying.Count) return false;
        }

        return true;
    }
}
