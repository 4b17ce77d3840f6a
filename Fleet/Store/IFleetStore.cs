namespace SegEdge.Fleet.Store;

/// <summary>Where a site's records are kept for good. Thread-safe.</summary>
/// <remarks>Every method may throw <see cref="FleetStoreException"/>: not now, try again.</remarks>
public interface IFleetStore : IAsyncDisposable
{
    /// <summary>Keeps all of it or nothing. On return it survives a power cut, if the disk honours flushes. What is kept already is kept once: events go by
    /// their id, blobs by their hash, gaps and audit by their number.</summary>
    Task<AppendOutcome> AppendAsync(FleetBatch batch, CancellationToken cancellation = default);

    /// <param name="before">Of <see cref="EventPage.Next"/>; null begins with the newest.</param>
    /// <param name="most">1 to 1,000.</param>
    Task<EventPage> EventsAsync(EventFilter filter, string? before, int most, CancellationToken cancellation = default);

    Task<StoredEvent?> EventAsync(string eventId, CancellationToken cancellation = default);

    /// <returns>Null where it is not kept.</returns>
    Task<StoredBlob?> BlobAsync(string sha256, CancellationToken cancellation = default);

    /// <returns>False where that verdict was kept before.</returns>
    Task<bool> AddVerdictAsync(FleetVerdict verdict, CancellationToken cancellation = default);

    /// <summary>In the order in which they were given, those that were taken back too.</summary>
    Task<IReadOnlyList<FleetVerdict>> VerdictsAsync(string eventId, CancellationToken cancellation = default);

    /// <param name="site">Null: of all.</param>
    Task<IReadOnlyList<DeviceReport>> ReportsAsync(string? site = null, string? device = null, CancellationToken cancellation = default);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<ArchivedGap>> GapsAsync(string site, string device, int most, CancellationToken cancellation = default);

    /// <summary>In the order of their numbers.</summary>
    Task<IReadOnlyList<ArchivedAudit>> AuditsAsync(string site, string device, string epoch, CancellationToken cancellation = default);

    /// <summary>As of the last <see cref="TidyAsync"/>.</summary>
    Task<IReadOnlyList<SequenceStatus>> SequencesAsync(string? site = null, string? device = null, CancellationToken cancellation = default);

    /// <summary>Brings the ledger up to date: closes what is complete, notes holes, puts together blobs whose parts came to several writers, and drops parts
    /// that nobody completed.</summary>
    /// <returns>Blobs that became whole here, for receipts.</returns>
    Task<IReadOnlyList<KeptBlob>> TidyAsync(CancellationToken cancellation = default);

    /// <summary>Of all devices; those asked for most often first, then the oldest.</summary>
    Task<IReadOnlyList<SequenceHole>> HolesAsync(int most, CancellationToken cancellation = default);

    /// <summary>Of one device; those first that waited longest since they were seen or asked for.</summary>
    Task<IReadOnlyList<SequenceHole>> HolesAsync(string site, string device, int most, CancellationToken cancellation = default);

    /// <summary>Those of which there are holes.</summary>
    Task<IReadOnlyList<(string Site, string Device)>> IncompleteDevicesAsync(CancellationToken cancellation = default);

    /// <summary>Notes that a device was asked.</summary>
    /// <returns>False where another writer asked in the meantime, so that not every one of them asks.</returns>
    Task<bool> AskedAsync(SequenceHole hole, CancellationToken cancellation = default);

    /// <summary>Counts what it still lacks as unanswered, and goes on behind it.</summary>
    Task GiveUpAsync(SequenceHole hole, CancellationToken cancellation = default);
}
