namespace SegEdge.EdgeHost.Exports;

/// <summary>What somebody is about to take: the fields of <see cref="Fleet.Store.FleetExport"/> that a request knows.</summary>
public sealed record ExportNote(string Kind)
{
    public string? EventId { get; init; }

    public string? Selection { get; init; }

    public long? Events { get; init; }

    public IReadOnlyList<string> Shown { get; init; } = [];
}
