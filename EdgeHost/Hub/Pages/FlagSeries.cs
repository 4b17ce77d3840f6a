namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Name">Null: about the whole frame.</param>
/// <param name="Flags">By bucket.</param>
public sealed record FlagSeries(string? Name, IReadOnlyList<long> Flags);
