namespace SegEdge.Fleet.Store;

/// <summary>What left a hub, and who took it. Written before anything is handed out; never changed.</summary>
public sealed record FleetExport
{
    /// <summary>ULID; the key.</summary>
    public required string ExportId { get; init; }

    public required DateTimeOffset Utc { get; init; }

    public required string User { get; init; }

    /// <summary>What was made: <c>png</c>, <c>coco</c>, <c>geojson</c>, <c>pack</c>, <c>csv</c>, <c>coco-set</c>, <c>pack-set</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null where a filter chose.</summary>
    public string? EventId { get; init; }

    /// <summary>The filter as the page asked; null for one event.</summary>
    public string? Selection { get; init; }

    /// <summary>How many; null where that was not known before it was read.</summary>
    public long? Events { get; init; }

    /// <summary>Of a picture: names of the layers in it.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];
}
