namespace SegEdge.Fleet.Store.Retention;

/// <summary>Events that retention must not touch, with all that belongs to them, whoever else may want them gone. Nothing of it is changed or deleted: it ends by a release.</summary>
public sealed record FleetHold
{
    /// <summary>ULID; the key.</summary>
    public required string HoldId { get; init; }

    public required DateTimeOffset Utc { get; init; }

    public required string User { get; init; }

    public required string Reason { get; init; }

    /// <summary>One event; null: those of <see cref="Filter"/>.</summary>
    public string? EventId { get; init; }

    /// <summary>Those that are there and those that come; <see cref="EventFilter.Reviewed"/> and <see cref="EventFilter.ExplanationStatus"/> are not part of a hold.</summary>
    public EventFilter Filter { get; init; } = EventFilter.All;

    /// <summary>Null while it holds.</summary>
    public HoldRelease? Release { get; init; }
}
