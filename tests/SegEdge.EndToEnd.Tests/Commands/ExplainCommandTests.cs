using System.Text.Json;
using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class ExplainCommandTests
{
    [Theory, Trait("run", "long")]
    [InlineData("occlusion")]
    [InlineData("rise")]
    public async Task DrivableRoad_IsExplainedBetterThanByChance(string method)
    {
        var still = SharedData.Require("data/carnd-lanelines/solidWhiteCurve.jpg");
        using var home = await ModelHome.WithAsync("twinlitenet");
        using var output = new TemporaryFolder();

        var (code, text, errors) = await SegEdgeProcess.RunAsync(home.Path, "explain", "--model", "twinlitenet", "--source", still,
            "--target", "class=drivable", "--method", method, "--passes", "200", "--out", output.Path);

        Assert.True(code == 0, errors);
        Assert.Contains("margin over random", text, StringComparison.Ordinal);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(output.File("heat.json"), TestContext.Current.CancellationToken)).RootElement;
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.Equal("ok", report.GetProperty("status").GetString());
        Assert.True(report.GetProperty("marginOverRandom").GetDouble() > 0, text);
        Assert.True(report.GetProperty("v1").GetDouble() > report.GetProperty("v0").GetDouble());
        Assert.Equal(report.GetProperty("grid").GetProperty("rows").GetInt32(), report.GetProperty("grid").GetProperty("values").GetArrayLength());
        using var heat = Cv2.ImRead(output.File("heat.png"));
        Assert.Equal((960, 540), (heat.Width, heat.Height));
    }
}
