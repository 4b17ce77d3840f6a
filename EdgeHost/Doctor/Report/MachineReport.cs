using System.Globalization;
using System.Text;
using SegEdge.EdgeHost.Thermal;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>The report of an hour with a machine, as Markdown: what was measured, and boxes for what a person must do.</summary>
internal static class MachineReport
{
    public static string Write(ReportFacts facts)
    {
        var text = new StringBuilder();
        Line(text, $"# SegEdge on {Environment.MachineName}, {facts.Utc:yyyy-MM-dd HH:mm} UTC\n");
        Line(text, $"Written by `segedge doctor --report`. A ticked box is what this program could settle by itself; tick the others by hand and note what you saw.");
        Table(text, "Machine", ["", ""], facts.Machine.Select(m => (string[])[m.Name, m.Value]));
        Table(text, "Findings", ["Verdict", "Check", "Found", "Fix"], facts.Findings.Select(f => (string[])[f.Verdict.ToString().ToLowerInvariant(), f.Check, f.Found, f.Fix ?? ""]));
        Table(text, "Providers", ["Provider", "Proof"], facts.Providers.Select(p => (string[])[p.Provider, p.Proof]));
        Run(text, facts);
        Line(text, $"\n## Check list\n");
        foreach (var item in HardwareChecklist.Items) Item(text, item, facts);
        Line(text, $"\nRoom temperature: ____ °C. Carrier board, camera, supply: ____________________. By: ____________________");
        return text.ToString();
    }

    private static void Run(StringBuilder text, ReportFacts facts)
    {
        if (facts.Run is not { } run)
        {
            Line(text, $"\n## Run\n\nNot made: {facts.RunProblem}");
            return;
        }
        var (summary, seconds) = (run.Summary, Math.Max(1e-3, run.Summary.Elapsed.TotalSeconds));
        var dropped = summary.Capture.Dropped + summary.Segment.Dropped + summary.Publish.Dropped;
        Table(text, Format($"Run of {seconds / 60:0.0} minutes"), ["", ""],
        [
            ["provider", run.Provider],
            ["frames published", Format($"{summary.Publish.Processed:N0}: {summary.Publish.Processed / seconds:0.0} fps")],
            ["dropped for newer ones, failed", Format($"{dropped:N0}, {summary.Capture.Failed + summary.Segment.Failed + summary.Publish.Failed:N0}")],
            ["explanations", Format($"{summary.Explain.Processed:N0} computed, {summary.Explain.Dropped:N0} skipped, {summary.Explain.Failed:N0} failed")],
            ["segmentation, ms", run.SegmentationMs.ToString()],
            ["age of a frame when its inference starts, ms", run.AgeMs.ToString()],
            ["temperature before, °C", Zones(run.Before)],
            ["temperature after, °C", Zones(run.After)],
            ["hottest in between", run.Hottest is { } hottest ? Format($"{hottest:0.0} °C{(run.OverCurrent ? "; the power monitor reported over-current" : "")}") : "no zone can be read"],
            ["resident memory", Format($"{run.ResidentMb[0]:0} MB at the start, {run.ResidentMb[^1]:0} MB at the end, most {run.ResidentMb.Max():0} MB")],
        ]);
    }

    private static string Zones(ThermalReading reading) => reading.Zones.Count == 0 ? "no zone can be read"
        : string.Join(", ", reading.Zones.OrderBy(z => z.Key, StringComparer.Ordinal).Select(z => Format($"{z.Key} {z.Value:0.0}")));

    private static void Item(StringBuilder text, HardwareItem item, ReportFacts facts)
    {
        var (settled, found) = item.Measure?.Invoke(facts) ?? (false, "");
        Line(text, $"- [{(settled ? 'x' : ' ')}] {item.Text}{(found.Length > 0 ? $"  \n  **found:** {OneLine(found)}" : "")}");
    }

    private static void Table(StringBuilder text, string title, string[] head, IEnumerable<string[]> rows)
    {
        Line(text, $"\n## {title}\n");
        Line(text, $"| {string.Join(" | ", head)} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat("---|", head.Length))}");
        foreach (var row in rows) Line(text, $"| {string.Join(" | ", row.Select(cell => OneLine(cell).Replace("|", "\\|", StringComparison.Ordinal)))} |");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
