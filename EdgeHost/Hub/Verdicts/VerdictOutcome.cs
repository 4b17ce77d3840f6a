namespace SegEdge.EdgeHost.Hub;

/// <param name="Status">Of HTTP.</param>
/// <param name="Problem">Null where it was kept.</param>
/// <param name="VerdictId">Of the new verdict.</param>
internal sealed record VerdictOutcome(int Status, string? Problem, string? VerdictId = null);
