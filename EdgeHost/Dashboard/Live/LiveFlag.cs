namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Class">The class concerned, by name; null for rules about the whole frame.</param>
/// <param name="Severity">"alert" or "review".</param>
public sealed record LiveFlag(string Rule, string? Class, string Severity);
