namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>One line of what waits for hardware.</summary>
/// <param name="Text">As in docs/jetson.md.</param>
/// <param name="Measure">What this program found of it, and whether that is all there is to find; null: it is a person's.</param>
internal sealed record HardwareItem(string Text, Func<ReportFacts, (bool Settled, string Found)>? Measure = null);
