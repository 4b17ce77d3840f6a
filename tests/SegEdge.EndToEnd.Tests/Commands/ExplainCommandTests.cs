using System.Text.Json;
using OpenCvSharp;
using SegEdge.Camera.Simulation;
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

    [Fact]
    public async Task SeveralQuestions_AreAnsweredInOneCall_EachInAFileOfItsOwn()
    {
        using var output = new TemporaryFolder();
        using (var scene = new FieldScene(new SimulationOptions { Width = 320, Height = 192, Seed = 900_000 }))
        using (var picture = new Mat(192, 320, MatType.CV_8UC3))
        {
            scene.Render(30, picture.AsSpan<byte>(), new byte[192 * 320], []);
            Cv2.ImWrite(output.File("field.png"), picture);
        }

        var (code, text, errors) = await SegEdgeProcess.RunAsync(output.Path, "explain", "--model", "field", "--source", output.File("field.png"),
            "--target", "class=crop,region=all", "--target", "class=soil", "--method", "local-occlusion", "--passes", "24", "--cells", "15x9", "--out", output.Path);

        Assert.True(code == 0, errors);
        string[] classes = ["crop", "soil"];
        foreach (var (i, name) in classes.Index())
        {
            var report = JsonDocument.Parse(await File.ReadAllTextAsync(output.File($"heat-{i + 1}.json"), TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal(name, report.GetProperty("target").GetProperty("class").GetString());
            Assert.Equal(i > 0, report.GetProperty("passesReused").GetInt32() > 0);
            Assert.Equal((15, 9), (report.GetProperty("grid").GetProperty("columns").GetInt32(), report.GetProperty("grid").GetProperty("rows").GetInt32()));
            using var heat = Cv2.ImRead(output.File($"heat-{i + 1}.png"));
            Assert.Equal((320, 192), (heat.Width, heat.Height));
        }
        Assert.Contains("of them made for a question before", text, StringComparison.Ordinal);
        Assert.False(File.Exists(output.File("heat.png")));
    }
}
