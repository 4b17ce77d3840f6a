namespace SegEdge.EdgeHost.Swap;

/// <summary>What an operator asks.</summary>
/// <param name="Id">Names the answer.</param>
/// <param name="Model">Absolute path, or a name of 'segedge models list'.</param>
internal sealed record SwapRequest(string Id, string Model);
