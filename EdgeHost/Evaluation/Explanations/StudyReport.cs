using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A study as Markdown: what each method reached, the paired difference of the standard method to each rival, the certificate's honesty,
/// and on which machine. Rivals that are ahead are named first.</summary>
internal static class StudyReport
{
    private static readonly (string Metric, string Title)[] Columns =
    [
        ("gap", "insertion − deletion ↑"), ("context-gap", "context only ↑"), ("inside+boundary-gap", "inside only ↑"), ("mask-iou-gap", "mask IoU ↑"),
    ];

    public static string Write(Measurements measured, string command)
    {
        var text = new StringBuilder();
        text.AppendLine("# Explanation methods compared").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Mean over cases (a question about a picture) with 95 % bootstrap intervals over pictures. `{command}`").AppendLine();
        Behind(text, measured);
        foreach (var model in measured.Models) Table(text, measured, model);
        if (measured.Models.Count > 1) Table(text, measured, null);
        Sanity(text, measured);
        Certificate(text, measured);
        text.AppendLine("## Made with").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"segedge {SoftwareVersion.Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores.");
        return text.ToString();
    }

    private static void Behind(StringBuilder text, Measurements measured)
    {
        var ahead = measured.Methods.Where(m => m != ExplainerSet.Standard && Difference(measured, m, null, "gap") is { Low: <= 0 }).ToList();
        text.AppendLine(measured.Of(ExplainerSet.Standard, "gap").Count == 0 ? $"`{ExplainerSet.Standard}` was not measured."
            : ahead.Count == 0 ? $"`{ExplainerSet.Standard}` is ahead of every other method over all models (interval of the paired difference above 0)."
            : $"**Not shown**: that `{ExplainerSet.Standard}` is ahead of {string.Join(", ", ahead.Select(m => $"`{m}`"))} over all models (the interval of the paired difference reaches 0).").AppendLine();
    }

    private static void Table(StringBuilder text, Measurements measured, string? model)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {model ?? "All models"}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| method | cases | {string.Join(" | ", Columns.Select(c => c.Title))} | `{ExplainerSet.Standard}` minus this | passes | ms |");
        text.AppendLine(string.Concat(Enumerable.Repeat("|---", Columns.Length + 5)) + "|");
        foreach (var method in measured.Methods.OrderByDescending(m => Of(measured, m, model, "gap")?.Mean ?? double.NegativeInfinity))
        {
            var cells = Columns.Select(c => Of(measured, method, model, c.Metric)?.ToString() ?? "–");
            var difference = method == ExplainerSet.Standard ? "" : Difference(measured, method, model, "gap")?.ToString() ?? "–";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {method} | {Of(measured, method, model, "gap")?.Count ?? 0} | {string.Join(" | ", cells)} | {difference} | {Of(measured, method, model, "passes")?.Mean ?? 0:0} | {Of(measured, method, model, "ms")?.Mean ?? 0:0} |");
        }
        text.AppendLine();
    }

    private static void Sanity(StringBuilder text, Measurements measured)
    {
        string[] metrics = ["class-contrast", "randomised-spearman", "randomised-abs-spearman"];
        string[] methods = [.. measured.Methods.Where(m => metrics.Any(metric => measured.Of(m, metric).Count > 0))];
        if (methods.Length == 0) return;
        text.AppendLine("## Sanity checks").AppendLine();
        text.AppendLine("Rank correlation of a method's maps: of two classes of a picture; of the network and the same with random weights, signed and absolute. 1 is a map that does not ask.").AppendLine();
        text.AppendLine("| method | two classes ↓ | random weights ↓ | absolute ↓ |").AppendLine("|---|---|---|---|");
        foreach (var method in methods.OrderBy(m => Of(measured, m, null, metrics[0])?.Mean ?? double.PositiveInfinity))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {method} | {string.Join(" | ", metrics.Select(metric => Of(measured, method, null, metric)?.ToString() ?? "–"))} |");
        text.AppendLine();
    }

    private static void Certificate(StringBuilder text, Measurements measured)
    {
        var (probes, gaps, biases) = (new List<double>(), new List<double>(), new List<KeyValuePair<Measurements.Case, double>>());
        var metric = $"probe-{Probe.Fresh.Nodes.Count}";
        foreach (var method in measured.Methods)
        {
            var full = measured.Of(method, "gap");
            foreach (var (at, probe) in measured.Of(method, metric))
            {
                if (!full.TryGetValue(at, out var gap)) continue;
                probes.Add(probe);
                gaps.Add(gap);
                if (method == ExplainerSet.Standard) biases.Add(new(at, probe - gap));
            }
        }
        if (probes.Count < 2) return;
        text.AppendLine("## Certificate").AppendLine();
        var correlation = Spearman.Of(CollectionsMarshal.AsSpan(probes), CollectionsMarshal.AsSpan(gaps));
        text.AppendLine(CultureInfo.InvariantCulture, $"Rank correlation of the {Probe.Fresh.Passes}-pass probe with the whole curves, all methods and cases together ({probes.Count}): {correlation:0.000}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Probe minus curves for `{ExplainerSet.Standard}`, the selected maps: {Interval.Of(biases)}.").AppendLine();
    }

    private static Interval? Of(Measurements measured, string method, string? model, string metric) =>
        Interval.Of(measured.Of(method, metric).Where(v => model is null || v.Key.Model == model));

    // Only cases that both have: a method that was stopped early is not judged on easier pictures.
    private static Interval? Difference(Measurements measured, string rival, string? model, string metric)
    {
        var standard = measured.Of(ExplainerSet.Standard, metric);
        return Interval.Of(measured.Of(rival, metric).Where(v => (model is null || v.Key.Model == model) && standard.ContainsKey(v.Key))
            .Select(v => KeyValuePair.Create(v.Key, standard[v.Key] - v.Value)));
    }
}
