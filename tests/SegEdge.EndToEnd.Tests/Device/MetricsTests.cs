using System.Text.RegularExpressions;
using SegEdge.EndToEnd.Tests.Thermal;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>What a Prometheus server reads from a running device.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task ADevice_AnswersWithEveryMetricOfTheDocument_AndNoOther()
    {
        using var sensors = new FakeSysfs();
        await using var device = await DeviceProcess.StartAsync("Thermal:Enabled=true", $"Thermal:Root={sensors.Root}", "Camera:FramesPerSecond=10", "Explain:Enabled=false", "Flags:0:Kind=EveryNth", "Flags:0:Every=5");
        using var http = new HttpClient();
        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            text = await http.GetStringAsync(new Uri(device.Dashboard, "metrics"), TestContext.Current.CancellationToken);
            return Value(text, "segedge_outbox_confirmed_total") > 0;
        }, "an event is confirmed");

        var documented = TableRow().Matches(File.ReadAllText(Repository.Path("docs/metrics.md"))).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        var answered = TypeLine().Matches(text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.Equal(documented, answered);
        Assert.Equal(1, Value(text, "segedge_broker_connected"));
        Assert.True(Value(text, "segedge_frames_processed_total", "stage=\"segment\"") > 0, text);
        Assert.Equal((40, 0.375), (Value(text, "segedge_temperature_celsius", "zone=\"tj-thermal\""), Value(text, "segedge_gpu_load_ratio")));
        Assert.Equal(0, Value(text, "segedge_outbox_lost_total", "reason=\"evicted\""));
    }

    internal static double Value(string text, string name, string label = "") =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) : -1;

    [GeneratedRegex(@"^\| `(segedge_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^# TYPE (segedge_\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
