using System.Diagnostics.Metrics;

namespace SegEdge.Fleet.Hub;

/// <summary>What a hub did since it started, and the same as the meter "SegEdge.Fleet". <c>docs/hub.md</c> explains each.</summary>
public sealed class HubCounters : IDisposable
{
    public const string MeterName = "SegEdge.Fleet";

    private readonly Meter _meter = new(MeterName);
    // All that can be, from 0 on: a series that appears with its first value has no increase.
    private readonly Dictionary<string, long> _forgotten = ((string[])["event", "blob", "frame", "thumb", "mask", "heat", "orphan", "day"]).ToDictionary(what => what, _ => 0L);
    private long _events, _blobs, _gaps, _audits, _again, _commits, _unreadable, _receipts, _refused, _asks, _unanswered, _dropped;

    public HubCounters(Func<HubStatus> status, Func<int> waiting)
    {
        _meter.CreateObservableCounter("segedge_hub_records", () => new Measurement<long>[]
        {
            new(Events, KeyValuePair.Create<string, object?>("kind", "event")),
            new(Blobs, KeyValuePair.Create<string, object?>("kind", "blob")),
            new(Volatile.Read(ref _gaps), KeyValuePair.Create<string, object?>("kind", "gap")),
            new(Volatile.Read(ref _audits), KeyValuePair.Create<string, object?>("kind", "audit")),
        }, description: "Records that were new, by kind.");
        Counter("segedge_hub_again", () => Again, "Records that were kept already.");
        Counter("segedge_hub_commits", () => Commits, "Transactions that kept them.");
        Counter("segedge_hub_unreadable", () => Unreadable, "Messages that could not be read.");
        Counter("segedge_hub_receipts", () => Receipts, "Receipts sent.");
        Counter("segedge_hub_commands_refused", () => Refused, "Commands that a device refused.");
        Counter("segedge_hub_resends_asked", () => Asks, "Requests to send again.");
        Counter("segedge_hub_unanswered", () => Volatile.Read(ref _unanswered), "Holes that were given up.");
        Counter("segedge_hub_reports_dropped", () => Volatile.Read(ref _dropped), "States that were not kept because newer ones were waiting.");
        _meter.CreateObservableCounter("segedge_hub_forgotten", Forgotten, description: "What retention took away, by what it was.");
        _meter.CreateObservableGauge("segedge_hub_waiting", () => waiting(), description: "Messages that wait for a commit.");
        _meter.CreateObservableGauge("segedge_hub_connected", () => status().Connected ? 1 : 0, description: "1 while the broker answers.");
        _meter.CreateObservableGauge("segedge_hub_store_ready", () => status().StoreProblem ? 0 : 1, description: "0 while the store cannot be written.");
    }

    public long Events => Volatile.Read(ref _events);

    public long Blobs => Volatile.Read(ref _blobs);

    public long Again => Volatile.Read(ref _again);

    public long Commits => Volatile.Read(ref _commits);

    public long Unreadable => Volatile.Read(ref _unreadable);

    public long Receipts => Volatile.Read(ref _receipts);

    public long Refused => Volatile.Read(ref _refused);

    public long Asks => Volatile.Read(ref _asks);

    /// <summary>What a run of retention took away.</summary>
    public void CountForgotten(string what, long records)
    {
        lock (_forgotten) _forgotten[what] = _forgotten.GetValueOrDefault(what) + records;
    }

    public void Dispose() => _meter.Dispose();

    internal void Committed(Store.FleetBatch batch, Store.AppendOutcome outcome)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _events, outcome.NewEvents.Count);
        Interlocked.Add(ref _blobs, outcome.NewBlobs);
        Interlocked.Add(ref _gaps, outcome.NewGaps);
        Interlocked.Add(ref _audits, outcome.NewAudits);
        Interlocked.Add(ref _again, batch.Events.Count + batch.Gaps.Count + batch.Audits.Count + outcome.KeptBlobs.Count
            - outcome.NewEvents.Count - outcome.NewGaps - outcome.NewAudits - outcome.NewBlobs);
        Interlocked.Add(ref _unreadable, outcome.Broken.Count);
    }

    internal void CountUnreadable() => Interlocked.Increment(ref _unreadable);

    internal void CountReceipt() => Interlocked.Increment(ref _receipts);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountAsk() => Interlocked.Increment(ref _asks);

    internal void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);

    private Measurement<long>[] Forgotten()
    {
        lock (_forgotten) return [.. _forgotten.Select(one => new Measurement<long>(one.Value, KeyValuePair.Create<string, object?>("what", one.Key)))];
    }

    private void Counter(string name, Func<long> read, string description) => _meter.CreateObservableCounter(name, read, description: description);
}
