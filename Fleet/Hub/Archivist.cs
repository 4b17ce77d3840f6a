using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;

namespace SegEdge.Fleet.Hub;

/// <summary>From messages to commits: whatever arrived while one commit ran shares the next one. A message is acknowledged after its commit, or after it was
/// set aside.</summary>
internal sealed class Archivist(IFleetStore store, ReceiptBook book, Quarantine quarantine, HubCounters counters, TimeProvider time, ILogger log)
{
    private const int MostMessages = 500;
    private const long MostBytes = 8 << 20;

    // Each commit is two flushes, whatever is in it: under load they are at least so far apart, or full. What comes after a pause is not kept waiting.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private const int Enough = 200;

    // State comes every few seconds, for a picture that somebody may look at.
    private static readonly TimeSpan StateEvery = TimeSpan.FromSeconds(10);

    // Bounded by the broker, which waits for acknowledgements; what needs none is refused by Offer.
    private readonly Channel<HubMessage> _waiting = Channel.CreateUnbounded<HubMessage>(); // one for a single reader cannot be counted
    private readonly Dictionary<(string, string), long> _stateKept = [];
    private long _taken = time.GetTimestamp();
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), time, Random.Shared);
    private volatile string? _problem;

    /// <summary>Why the store cannot be written; null while it can.</summary>
    public string? Problem => _problem;

    public int Waiting => _waiting.Reader.Count;

    /// <summary>After a commit, with what was new.</summary>
    public event Action<IReadOnlyList<FleetEvent>>? Archived;

    /// <summary>After a commit, with the events of which a blob came.</summary>
    public event Action<IReadOnlyList<string>>? BlobsKept;

    public void Offer(HubMessage message)
    {
        if (message.Acknowledge is null && Waiting > MostMessages) counters.CountDropped();
        else _waiting.Writer.TryWrite(message);
    }

    /// <summary>Nothing more comes: <see cref="RunAsync"/> ends when all is done.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <param name="giveUp">What waits then stays at the broker.</param>
    public async Task RunAsync(CancellationToken giveUp)
    {
        while (await _waiting.Reader.WaitToReadAsync(giveUp).ConfigureAwait(false))
        {
            await GatherAsync(giveUp).ConfigureAwait(false);
            var messages = Take();
            foreach (var message in messages.Where(message => message.Arrival is null)) SetAside(message, message.Problem!);
            await KeepAsync([.. messages.Where(message => message.Arrival is not null && IsWanted(message.Arrival))], giveUp).ConfigureAwait(false);
            foreach (var message in messages)
                if (message.Acknowledge is { } acknowledge) await AcknowledgeAsync(acknowledge, giveUp).ConfigureAwait(false);
        }
    }

    private async Task GatherAsync(CancellationToken giveUp)
    {
        if (Gather - time.GetElapsedTime(_taken) is { Ticks: > 0 } rest && Waiting < Enough) await Task.Delay(rest, time, giveUp).ConfigureAwait(false);
        _taken = time.GetTimestamp();
    }

    private List<HubMessage> Take()
    {
        var (taken, bytes) = (new List<HubMessage>(), 0L);
        while (taken.Count < MostMessages && bytes < MostBytes && _waiting.Reader.TryRead(out var message))
        {
            taken.Add(message);
            bytes += message.Body.Length;
        }

        return taken;
    }

    private async Task KeepAsync(IReadOnlyList<HubMessage> messages, CancellationToken giveUp)
    {
        if (messages.Count == 0) return;
        try
        {
            var batch = HubArrival.Together([.. messages.Select(message => message.Arrival!)]);
            var outcome = await AppendAsync(batch, giveUp).ConfigureAwait(false);
            counters.Committed(batch, outcome);
            book.Enter(batch, outcome.KeptBlobs);
            if (outcome.NewEvents.Count > 0) Archived?.Invoke(outcome.NewEvents);
            if (outcome.KeptBlobs.Count > 0) BlobsKept?.Invoke([.. batch.Blobs.Select(blob => blob.Part.EventId).Distinct()]);
        }
        catch (Exception e) when (e is not OperationCanceledException && messages.Count > 1)
        {
            // One of them holds what the store cannot: the others must not wait for it.
            await KeepAsync([.. messages.Take(messages.Count / 2)], giveUp).ConfigureAwait(false);
            await KeepAsync([.. messages.Skip(messages.Count / 2)], giveUp).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SetAside(messages[0], $"the store cannot hold it: {e.Message}");
        }
    }

    private async Task<AppendOutcome> AppendAsync(FleetBatch batch, CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                var outcome = await store.AppendAsync(batch, giveUp).ConfigureAwait(false);
                if (_problem is not null) HubLog.StoreBack(log);
                _problem = null;
                _backoff.Connected();
                return outcome;
            }
            catch (FleetStoreException e)
            {
                if (_problem is null) HubLog.StoreAway(log, e.Message);
                _problem = e.Message;
                await Task.Delay(_backoff.Next(), time, giveUp).ConfigureAwait(false);
            }
        }
    }

    private void SetAside(HubMessage message, string problem)
    {
        counters.CountUnreadable();
        if (quarantine.Keep(message.Topic, problem, message.Body.Span) is { } file) HubLog.Unreadable(log, message.Topic, problem, file);
    }

    private bool IsWanted(HubArrival arrival)
    {
        if (arrival.Report is not { Kind: ReportKind.State } state) return true;
        var key = (state.Site, state.Device);
        if (_stateKept.TryGetValue(key, out var kept) && time.GetElapsedTime(kept) < StateEvery) return false;
        _stateKept[key] = time.GetTimestamp();
        return true;
    }

    private static async Task AcknowledgeAsync(Func<CancellationToken, Task> acknowledge, CancellationToken giveUp)
    {
        try
        {
            await acknowledge(giveUp).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !giveUp.IsCancellationRequested)
        {
            // expected: the link it came by is gone. The broker sends it again, and it is kept once.
        }
    }
}
