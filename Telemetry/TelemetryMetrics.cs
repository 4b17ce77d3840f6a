using System.Diagnostics.Metrics;

namespace SegEdge.Telemetry;

/// <summary>Outbox and link as the meter "SegEdge.Telemetry". Everything is read when somebody asks; nothing is counted here. <c>docs/metrics.md</c>
/// explains each.</summary>
public sealed class TelemetryMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Telemetry";

    private readonly Meter _meter = new(MeterName);

    public TelemetryMetrics(IOutbox outbox, MqttPublisher publisher)
    {
        Gauge("segedge_outbox_rows", null, () => outbox.Snapshot().Rows, "Records that wait or are in flight.");
        Gauge("segedge_outbox_size", "By", () => outbox.Snapshot().Bytes, "What they count against the cap.");
        Gauge("segedge_outbox_cap", "By", () => outbox.Snapshot().CapBytes, "Outbox:CapBytes.");
        Gauge("segedge_outbox_inflight", null, () => outbox.Snapshot().Inflight, "Records that are sent and not yet answered.");
        Gauge("segedge_outbox_sent", null, () => outbox.Snapshot().Sent, "Records that the broker has and that wait for an archive's receipt.");
        Gauge("segedge_outbox_parked", null, () => outbox.Snapshot().Parked, "Records that cannot be taken for now: the disk is away, or the broker refuses a gap.");
        _meter.CreateObservableGauge("segedge_outbox_oldest", () => outbox.Snapshot().Oldest.TotalSeconds, "s", "Age of the oldest record.");
        Counter("segedge_outbox_appended", () => outbox.Snapshot().Appended, "Records taken in, blobs counted one by one; what was found at the start too.");
        Counter("segedge_outbox_confirmed", () => outbox.Snapshot().Confirmed, "Records that arrived.");
        Counter("segedge_outbox_erased", () => outbox.Snapshot().Erased, "Records deleted on command, each named in a gap.");
        Counter("segedge_outbox_refused", () => outbox.Snapshot().Refused, "Events turned away before they got a number.");
        Counter("segedge_outbox_blobs_dropped", () => outbox.Snapshot().BlobsDropped, "Blobs that found no room while their event did.");
        _meter.CreateObservableCounter("segedge_outbox_lost", () => Lost(outbox.Snapshot()), description: "Records given up, each named in a gap, by reason.");
        Gauge("segedge_broker_connected", null, () => publisher.Status.Connected ? 1 : 0, "1 while the broker answers.");
        Counter("segedge_broker_sessions", () => publisher.Status.Session, "Attempts to connect.");
        Counter("segedge_broker_reconnects", () => publisher.Status.Reconnects, "Connections made after the first.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Lost(OutboxSnapshot counts) =>
    [
        new(counts.Evicted, KeyValuePair.Create<string, object?>("reason", "evicted")),
        new(counts.Expired, KeyValuePair.Create<string, object?>("reason", "expired")),
        new(counts.Quarantined, KeyValuePair.Create<string, object?>("reason", "quarantined")),
        new(counts.Damaged, KeyValuePair.Create<string, object?>("reason", "damaged")),
    ];

    private void Gauge(string name, string? unit, Func<long> read, string description) => _meter.CreateObservableGauge(name, read, unit, description);

    private void Counter(string name, Func<long> read, string description) => _meter.CreateObservableCounter(name, read, description: description);
}
