namespace SegEdge.EdgeHost.Exports;

/// <summary><c>manifest.json</c> of an audit pack.</summary>
/// <param name="Format">Always <c>segedge-audit-pack</c>.</param>
/// <param name="Selection">The event, or the filter that chose.</param>
/// <param name="Files">All but the manifest itself and the list of hashes, which has the manifest's.</param>
internal sealed record PackManifest(
    string Format, int Version, DateTimeOffset CreatedUtc, string? CreatedBy, string Origin, string Software, string Selection, IReadOnlyList<string> Events,
    IReadOnlyList<PackFile> Files, IReadOnlyList<PackAbsence> Absent);
