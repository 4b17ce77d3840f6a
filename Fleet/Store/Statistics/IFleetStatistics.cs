namespace SegEdge.Fleet.Store;

/// <summary>What an archive comes to, kept up while it grows so that no question reads the events themselves. Thread-safe.</summary>
/// <remarks>As of the last <see cref="CountAsync"/>, which <see cref="IFleetStore.TidyAsync"/> does. Every event counts once, in the hour of its capture (UTC); a verdict that is taken back no
/// longer counts. Figures stay when events are deleted by their age. Every method may throw <see cref="FleetStoreException"/>: not now, try again.</remarks>
public interface IFleetStatistics
{
    /// <summary>Counts what was kept since, as much of it as others can be kept waiting for.</summary>
    /// <returns>How many events and verdicts; fewer than 1,000 where nothing is left.</returns>
    Task<int> CountAsync(CancellationToken cancellation = default);

    /// <summary>By hour or day, class, rule and model; in the order of time.</summary>
    Task<IReadOnlyList<FigureRow>> FiguresAsync(FigureFilter filter, CancellationToken cancellation = default);

    /// <summary>By camera.</summary>
    Task<IReadOnlyList<CameraFigures>> CameraFiguresAsync(FigureFilter filter, CancellationToken cancellation = default);

    /// <summary>What there ever was to choose from.</summary>
    Task<IReadOnlyList<FigureChoice>> ChoicesAsync(CancellationToken cancellation = default);

    /// <summary>Bodies of the newest heat maps whose explanation is ok.</summary>
    /// <param name="choice">Of which camera, class and model.</param>
    /// <param name="since">Captured then or later; <paramref name="before"/>: before.</param>
    /// <param name="most">What is not kept counts too.</param>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> HeatMapsAsync(FigureChoice choice, DateTimeOffset since, DateTimeOffset before, int most, CancellationToken cancellation = default);

    /// <summary>The newest event of each camera.</summary>
    /// <param name="site">Null: of all.</param>
    Task<IReadOnlyList<StoredEvent>> NewestEventsAsync(string? site = null, CancellationToken cancellation = default);

    /// <summary>What devices named as lost, by stream and reason.</summary>
    Task<IReadOnlyList<DeviceLoss>> LossesAsync(string? site = null, string? device = null, CancellationToken cancellation = default);

    /// <summary>Whether a device's audit records make one chain; as of the last <see cref="IFleetStore.TidyAsync"/>.</summary>
    Task<AuditChainStatus> AuditChainAsync(string site, string device, CancellationToken cancellation = default);

    /// <summary>Where chains do not hold, the newest 1,000 findings first. Findings stay.</summary>
    /// <param name="site">Null: of all.</param>
    Task<IReadOnlyList<AuditBreak>> AuditBreaksAsync(string? site = null, string? device = null, CancellationToken cancellation = default);
}
