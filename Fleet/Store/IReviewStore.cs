namespace SegEdge.Fleet.Store;

/// <summary>What people who review events ask of a store, beyond what its hub does.</summary>
public interface IReviewStore : IFleetStore
{
    /// <summary>Those of them that are kept, the newest id first.</summary>
    Task<IReadOnlyList<StoredEvent>> EventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellation = default);

    /// <summary>The newest of these kinds, the newest id first; as quick for a rare kind as for a common one.</summary>
    /// <param name="kinds">Of <see cref="CountsAsync"/>.</param>
    /// <param name="filter">Times, and whether it was reviewed; the rest of it is in the kinds.</param>
    /// <param name="before">An event id; null begins with the newest.</param>
    Task<IReadOnlyList<StoredEvent>> EventsAsync(IReadOnlyList<QueueKind> kinds, EventFilter filter, string? before, int most, CancellationToken cancellation = default);

    /// <summary>Received then or later, the oldest first.</summary>
    Task<IReadOnlyList<FleetEvent>> ReceivedAsync(DateTimeOffset since, int most, CancellationToken cancellation = default);

    /// <summary>Which of these may be handed out now: they are kept, and nobody removed them.</summary>
    Task<IReadOnlySet<string>> BlobsHereAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation = default);

    /// <summary>Of these events, in the order in which they were given, those that were taken back too.</summary>
    Task<IReadOnlyList<FleetVerdict>> VerdictsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellation = default);

    /// <summary>Given then or later, on whatever event; the oldest first.</summary>
    Task<IReadOnlyList<FleetVerdict>> VerdictsSinceAsync(DateTimeOffset since, int most, CancellationToken cancellation = default);

    /// <summary>Events that one person confirmed and nobody else judged, the newest id first; of each the id and who it was.</summary>
    /// <param name="before">An event id; null begins with the newest.</param>
    Task<IReadOnlyList<(string EventId, string User)>> ConfirmedOnceAsync(string? before, int most, CancellationToken cancellation = default);

    /// <summary>How many events there are of each kind. Reads an index from end to end: for the start of a program, not for a request.</summary>
    Task<IReadOnlyList<QueueCount>> CountsAsync(CancellationToken cancellation = default);

    /// <summary>On return it is kept, so that nothing leaves that is not written down.</summary>
    Task AddExportAsync(FleetExport taken, CancellationToken cancellation = default);

    /// <summary>The newest first.</summary>
    /// <param name="most">1 to 1,000.</param>
    Task<IReadOnlyList<FleetExport>> ExportsAsync(int most, CancellationToken cancellation = default);
}
