using SegEdge.Fleet.Store;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>A real store with something in its way when it is written.</summary>
/// <param name="around">Gets the batch and the real append.</param>
internal sealed class StubbornStore(IFleetStore inner, Func<FleetBatch, Func<Task<AppendOutcome>>, Task<AppendOutcome>> around) : IFleetStore
{
    public Task<AppendOutcome> AppendAsync(FleetBatch batch, CancellationToken cancellation = default) => around(batch, () => inner.AppendAsync(batch, cancellation)).WaitAsync(cancellation);

    public Task<EventPage> EventsAsync(EventFilter filter, string? before, int most, CancellationToken cancellation = default) => inner.EventsAsync(filter, before, most, cancellation);

    public Task<StoredEvent?> EventAsync(string eventId, CancellationToken cancellation = default) => inner.EventAsync(eventId, cancellation);

    public Task<StoredBlob?> BlobAsync(string sha256, CancellationToken cancellation = default) => inner.BlobAsync(sha256, cancellation);

    public Task<bool> AddVerdictAsync(FleetVerdict verdict, CancellationToken cancellation = default) => inner.AddVerdictAsync(verdict, cancellation);

    public Task<IReadOnlyList<FleetVerdict>> VerdictsAsync(string eventId, CancellationToken cancellation = default) => inner.VerdictsAsync(eventId, cancellation);

    public Task<IReadOnlyList<DeviceReport>> ReportsAsync(string? site = null, string? device = null, CancellationToken cancellation = default) => inner.ReportsAsync(site, device, cancellation);

    public Task<IReadOnlyList<ArchivedGap>> GapsAsync(string site, string device, int most, CancellationToken cancellation = default) => inner.GapsAsync(site, device, most, cancellation);

    public Task<IReadOnlyList<ArchivedAudit>> AuditsAsync(string site, string device, string epoch, CancellationToken cancellation = default) => inner.AuditsAsync(site, device, epoch, cancellation);

    public Task<IReadOnlyList<SequenceStatus>> SequencesAsync(string? site = null, string? device = null, CancellationToken cancellation = default) => inner.SequencesAsync(site, device, cancellation);

    public Task<IReadOnlyList<KeptBlob>> TidyAsync(CancellationToken cancellation = default) => inner.TidyAsync(cancellation);

    public Task<IReadOnlyList<SequenceHole>> HolesAsync(int most, CancellationToken cancellation = default) => inner.HolesAsync(most, cancellation);

    public Task<IReadOnlyList<SequenceHole>> HolesAsync(string site, string device, int most, CancellationToken cancellation = default) => inner.HolesAsync(site, device, most, cancellation);

    public Task<IReadOnlyList<(string Site, string Device)>> IncompleteDevicesAsync(CancellationToken cancellation = default) => inner.IncompleteDevicesAsync(cancellation);

    public Task<bool> AskedAsync(SequenceHole hole, CancellationToken cancellation = default) => inner.AskedAsync(hole, cancellation);

    public Task GiveUpAsync(SequenceHole hole, CancellationToken cancellation = default) => inner.GiveUpAsync(hole, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
