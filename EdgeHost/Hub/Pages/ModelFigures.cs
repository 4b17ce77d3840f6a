namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>One model version; a mean of nothing is null.</summary>
/// <param name="FirstUtc">The first and the last hour or day that it flagged in.</param>
/// <param name="Trusted">Explanations that passed their own test, of those that took it.</param>
public sealed record ModelFigures(
    string Model, string Version, string FirstUtc, string LastUtc, long Flags, double Alerts, ShareBar Confirmed, ShareBar Trusted, double? Context, double? Margin, double TotalMs);
