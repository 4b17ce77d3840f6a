namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Name">Null: about the whole frame.</param>
public sealed record ClassChoice(string? Name, long Flags);
