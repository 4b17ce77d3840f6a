namespace SegEdge.Pipeline;

/// <summary>What a new model must show on live frames before the old one goes.</summary>
/// <param name="GoodFrames">Frames in a row without an exception or a score that is not finite.</param>
/// <param name="Budget">A frame that takes longer is late.</param>
/// <param name="MostLate">So many of those frames may be late: a busy machine makes any model late now and then.</param>
public sealed record SwapTerms(int GoodFrames, TimeSpan Budget, int MostLate);
