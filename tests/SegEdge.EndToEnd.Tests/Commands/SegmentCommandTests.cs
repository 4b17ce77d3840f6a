using System.Text.Json;
using OpenCvSharp;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class SegmentCommandTests
{
    [Fact, Trait("run", "long")]
    public async Task HighwayVideo_GivesAMaskForEveryFrameAndHead()
    {
        var video = SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4");
        using var home = await ModelHome.WithAsync("twinlitenet");
        using var output = new TemporaryFolder();

        var (code, text, errors) = await SegEdgeProcess.RunAsync(home.Path, "segment", "--model", "twinlitenet", "--source", video, "--out", output.Path);

        Assert.True(code == 0, errors);
        Assert.Contains("221 of 221 pictures segmented by cpu", text, StringComparison.Ordinal);
        foreach (var head in new[] { "drivable", "lane" })
            Assert.Equal(221, Directory.GetFiles(output.File($"masks/{head}"), "*.png").Length);
        Assert.Equal(221, Directory.GetFiles(output.File("overlay"), "*.jpg").Length);
        var lines = await File.ReadAllLinesAsync(output.File("frames.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 221), lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("frame").GetInt32()));

        var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(output.File("masks/drivable/000100.png"), TestContext.Current.CancellationToken));
        Assert.Equal((960, 540), (mask.Width, mask.Height));
        var drivable = mask.Indices.Span.Count((byte)1) / (double)(960 * 540);
        Assert.InRange(drivable, 0.15, 0.6); // the car drives on a highway
    }

    [Fact]
    public async Task ChannelsLastModel_Runs()
    {
        var still = SharedData.Require("data/carnd-lanelines/solidWhiteRight.jpg");
        using var home = await ModelHome.WithAsync("mlnd-lane");
        using var output = new TemporaryFolder();

        var (code, _, errors) = await SegEdgeProcess.RunAsync(home.Path, "segment", "--model", "mlnd-lane", "--source", still, "--out", output.Path);

        Assert.True(code == 0, errors);
        var mask = IndexedPng.Decode(await File.ReadAllBytesAsync(output.File("masks/lane/000000.png"), TestContext.Current.CancellationToken));
        Assert.InRange(mask.Indices.Span.Count((byte)1) / (double)(mask.Width * mask.Height), 0.02, 0.5);
    }

    [Fact]
    public async Task UnreadablePictureInAFolder_IsCounted_AndTheRunGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var output = new TemporaryFolder();
        using (var grey = new Mat(90, 160, MatType.CV_8UC3, Scalar.Gray))
        {
            Cv2.ImWrite(folder.File("a.png"), grey);
            Cv2.ImWrite(folder.File("c.png"), grey);
        }
        await File.WriteAllBytesAsync(folder.File("b.png"), [], TestContext.Current.CancellationToken);

        var (code, text, errors) = await SegEdgeProcess.RunAsync(null, "segment", "--model", "field", "--source", folder.Path, "--out", output.Path);

        Assert.True(code == 0, errors);
        Assert.Contains("2 of 3 pictures segmented", text, StringComparison.Ordinal);
        Assert.Contains("1 failed", text, StringComparison.Ordinal);
        Assert.Contains("b.png: 0 bytes", errors, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(output.File("masks/field"), "*.png").Length);
    }

    [Fact]
    public async Task ResultThatCannotBeWritten_EndsInAnError_NotInDone()
    {
        using var folder = new TemporaryFolder();
        using var output = new TemporaryFolder();
        using (var grey = new Mat(90, 160, MatType.CV_8UC3, Scalar.Gray)) Cv2.ImWrite(folder.File("a.png"), grey);
        Directory.CreateDirectory(output.File("masks/field/000000.png"));

        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "segment", "--model", "field", "--source", folder.Path, "--out", output.Path);

        Assert.NotEqual(0, code);
        Assert.Contains($"1 of 1 results could not be written to {output.Path}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("done", errors, StringComparison.Ordinal);
    }
}
