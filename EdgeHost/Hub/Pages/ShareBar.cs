namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>A share of judged events with its 95 % interval (Wilson).</summary>
/// <param name="Name">Null: about the whole frame.</param>
/// <param name="Share">Null where nothing was judged; the interval then says nothing.</param>
public sealed record ShareBar(string? Name, long Hits, long Trials, double? Share, double Low, double High);
