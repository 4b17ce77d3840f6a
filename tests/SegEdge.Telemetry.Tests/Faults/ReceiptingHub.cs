using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>What a hub says after each commit: receipts for all that the consumer has got. Handed to the outbox itself; how they travel is tested elsewhere.</summary>
internal sealed class ReceiptingHub : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _running;

    public ReceiptingHub(ArrivalRecorder recorder, IOutbox outbox) => _running = RunAsync(recorder, outbox);

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _running;
        _closed.Dispose();
    }

    private async Task RunAsync(ArrivalRecorder recorder, IOutbox outbox)
    {
        var told = 0;
        try
        {
            while (true)
            {
                var news = recorder.Arrivals.Skip(told).ToArray();
                told += news.Length;
                foreach (var epoch in news.GroupBy(arrival => arrival.Epoch)) await outbox.AcknowledgeAsync(Receipt(epoch.Key, [.. epoch]), CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(20), _closed.Token);
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested) { } // expected: closed
    }

    private static ArchiveReceipt Receipt(string epoch, Arrival[] arrivals) => new()
    {
        Epoch = epoch,
        Events = [.. arrivals.OfType<EventArrival>().Select(card => new SeqRange(card.Seq, card.Seq))],
        Gaps = [.. arrivals.OfType<GapArrival>().Select(gap => new SeqRange(gap.Seq, gap.Seq))],
        Blobs = [.. arrivals.OfType<BlobArrival>().Select(blob => blob.Sha256)],
    };
}
