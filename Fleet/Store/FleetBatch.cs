namespace SegEdge.Fleet.Store;

/// <summary>Records that are kept together or not at all.</summary>
public sealed record FleetBatch
{
    public IReadOnlyList<ArchivedEvent> Events { get; init; } = [];

    public IReadOnlyList<ArchivedBlob> Blobs { get; init; } = [];

    public IReadOnlyList<ArchivedGap> Gaps { get; init; } = [];

    public IReadOnlyList<ArchivedAudit> Audits { get; init; } = [];

    public IReadOnlyList<DeviceReport> Reports { get; init; } = [];

    public int Count => Events.Count + Blobs.Count + Gaps.Count + Audits.Count + Reports.Count;
}
