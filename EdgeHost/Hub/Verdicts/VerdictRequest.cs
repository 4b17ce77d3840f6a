using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a person says about an event, or takes back.</summary>
/// <param name="Verdict">Wire name of the contract's <c>ReviewVerdict</c>; null where one is taken back.</param>
/// <param name="Reason">Required with <c>dismiss</c>.</param>
/// <param name="Class">Required with <c>wrongClass</c>.</param>
/// <param name="Shown">Names of the layers on the screen.</param>
/// <param name="TakesBack">A verdict's id.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VerdictRequest(string? Verdict, string? Reason, string? Class, IReadOnlyList<string>? Shown, string? TakesBack);
