namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Flagged frames and their blobs, as browsers are given them. Behind it is a device's memory or a hub's store.</summary>
public interface IEventSource
{
    /// <summary>Names this source's life: revisions of another life mean nothing here.</summary>
    string LifeId { get; }

    /// <summary>Rises with every change.</summary>
    long Revision { get; }

    /// <summary>Why an event that was asked for is not here, and where it may be.</summary>
    string Absence { get; }

    Task<EventList> ListAsync(EventQuery query, CancellationToken ct);

    Task<ArchivedEvent?> FindEventAsync(string eventId, CancellationToken ct);

    Task<ArchivedBlob?> FindBlobAsync(string sha256, CancellationToken ct);

    /// <returns>Null where that is too long ago, or something was erased since: the browser must load its list again.</returns>
    Task<EventChanges?> ChangesSinceAsync(long revision, CancellationToken ct);

    Task WaitForChangeAsync(long after, CancellationToken ct);
}
