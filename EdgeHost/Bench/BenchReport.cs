using System.Globalization;
using System.Text;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Evaluation.Reports;

namespace SegEdge.EdgeHost.Bench;

/// <summary>A benchmark in Markdown, which a terminal shows as well: figures first, then the conditions without which they mean nothing.</summary>
internal static class BenchReport
{
    public static string Write(BenchResult result)
    {
        var text = new StringBuilder();
        var plan = result.Plan;
        Line(text, $"# {result.Model.Manifest.Name} on {result.Provider}: {result.Ratio(Benchmark.Device, Benchmark.Deployed).Median:0.000} of its network alone\n");
        var table = new MarkdownTable("", "frames/s", "p50 ms", "p99 ms", "p99/p50", "managed bytes a frame");
        foreach (var way in BenchResult.Ways)
            table.Add(way, Text($"{result.Median(way, t => t.FramesPerSecond):0.0}"), Text($"{result.Median(way, t => t.FrameMs.P50):0.00}"), Text($"{result.Median(way, t => t.FrameMs.P99):0.00}"),
                Text($"{result.Median(way, t => t.FrameMs.P99 / t.FrameMs.P50):0.00}"), Text($"{result.Median(way, t => t.ManagedBytes):N0}"));
        text.Append(table);
        Line(text, $"Medians of {plan.Rounds} turns each of {plan.Frames} frames, taken in rotation; {BenchPlan.WarmUp} more warm up, of the device those of {BenchPlan.DeviceWarmUp.TotalSeconds:0} seconds.\n");
        var ratios = new MarkdownTable("frames/s of the device by those of", "median", "least", "most");
        foreach (var baseline in (string[])[Benchmark.Deployed, Benchmark.Network])
            ratios.Add([baseline, .. Three(result.Ratio(Benchmark.Device, baseline))]);
        text.Append(ratios);
        var stages = new MarkdownTable("part of the device, median ms a frame", "");
        stages.Add("reading and decoding (beside the rest)", Text($"{result.Median(Benchmark.Source, t => t.FrameMs.P50):0.00}"));
        foreach (var (name, part) in ((string[])["preparation", "network", "class maps"]).Index().Select(p => (p.Item, p.Index)))
            stages.Add(name, Text($"{result.MedianOfWatches(w => w.PartsMs[part]):0.00}"));
        stages.Add("capture to published", Text($"{result.MedianOfWatches(w => w.ThroughMs.P50):0.00}"));
        text.Append(stages);
        Line(text, $"## Conditions\n");
        var conditions = new MarkdownTable("", "");
        conditions.Add("date", Text($"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC"));
        conditions.Add("source", Text($"{Path.GetFileName(Secrets.HideIn(plan.Options.Camera.Source).TrimEnd('/'))}"));
        conditions.Add("model", Text($"{result.Model.Manifest.Name} {result.Model.Manifest.Version}, {result.Model.Manifest.Input.Width}x{result.Model.Manifest.Input.Height}, sha256 {result.Model.Sha256[..12]}"));
        conditions.Add("around the network", result.Split);
        conditions.Add("threads in an operator", plan.Options.Model.Runtime.Threads is var threads and > 0 ? Text($"{threads}") : "all cores but one");
        conditions.Add("explanations", plan.Options.Explain.Enabled ? "on" : "off");
        conditions.Add("publishing", plan.Options.Broker.Embedded ? "outbox on disk, broker in this process" : Text($"outbox on disk, broker {plan.Options.Mqtt.Host}"));
        conditions.Add("peak memory of this process", Text($"{result.PeakMb:0} MB, with the model open three times"));
        foreach (var (name, value) in result.Machine) conditions.Add(name, value);
        return text.Append(conditions).ToString();
    }

    private static IEnumerable<string> Three((double Median, double Least, double Most) ratio) =>
        ((double[])[ratio.Median, ratio.Least, ratio.Most]).Select(r => Text($"{r:0.000}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Text(line)).Append('\n');
}
