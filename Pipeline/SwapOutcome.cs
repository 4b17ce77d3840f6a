namespace SegEdge.Pipeline;

/// <summary>How a new model did.</summary>
/// <param name="Accepted">False: the old one serves as before, and has segmented every frame that the new one could not.</param>
/// <param name="Reason">In words for the operator.</param>
public sealed record SwapOutcome(bool Accepted, string Reason);
