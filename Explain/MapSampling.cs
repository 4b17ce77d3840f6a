namespace SegEdge.Explain;

/// <summary>What a map that is a mean of samples rests on.</summary>
/// <param name="Samples">Their effective number: older ones may count less.</param>
/// <param name="StandardError">Mean over cells of the standard error, in nats; null when there are too few to tell.</param>
public sealed record MapSampling(double Samples, double? StandardError, ExplanationAge Age);
