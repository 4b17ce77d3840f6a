namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Which map is measured.</summary>
internal sealed record StudyMap(string Model, string Frame, string Target, long Seed, string Method);
