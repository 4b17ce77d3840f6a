namespace SegEdge.EdgeHost.Swap;

/// <summary>What became of it.</summary>
/// <param name="Accepted">The new model serves, also after the next start.</param>
/// <param name="Message">In words.</param>
internal sealed record SwapAnswer(string Id, bool Accepted, string Message);
