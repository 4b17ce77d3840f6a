using SegEdge.Fleet.Store;

namespace SegEdge.Fleet.Hub;

/// <summary>One message that could be read; one of the five is set.</summary>
internal sealed record HubArrival(
    ArchivedEvent? Event = null, ArchivedBlob? Blob = null, ArchivedGap? Gap = null, ArchivedAudit? Audit = null, DeviceReport? Report = null)
{
    public static FleetBatch Together(IReadOnlyList<HubArrival> arrivals) => new()
    {
        Events = [.. arrivals.Select(one => one.Event).OfType<ArchivedEvent>()],
        Blobs = [.. arrivals.Select(one => one.Blob).OfType<ArchivedBlob>()],
        Gaps = [.. arrivals.Select(one => one.Gap).OfType<ArchivedGap>()],
        Audits = [.. arrivals.Select(one => one.Audit).OfType<ArchivedAudit>()],
        Reports = [.. arrivals.Select(one => one.Report).OfType<DeviceReport>()],
    };
}
