using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

/// <summary>A real network on a real drive.</summary>
public sealed class RealModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact, Trait("run", "long")]
    public void TwinLiteNet_MasksEqualAPlainRun_OverAWholeClip()
    {
        const int Every = 20; // 12 of 221 frames
        var package = TwinLiteNet();
        using var source = new VideoFileSource(SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4"));
        using var model = new SegmentationModel(package, new RuntimeOptions());
        using var plain = new PlainRun(package);
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        var compared = 0;
        for (var n = 0; source.Read(frame, TestContext.Current.CancellationToken) == ReadOutcome.Picture; n++)
        {
            if (n % Every != 0) continue;
            using var maps = model.Maps.Rent();
            Assert.NotNull(model.Segment(frame, maps, out _));
            Assert.Equal(["drivable", "lane"], maps.Heads.Select(h => h.Head));
            plain.AssertEqual(frame, maps);
            compared++;
        }
        Assert.Equal(12, compared);
    }

    [Fact]
    public void TwinLiteNet_FindsTheRoadInFrontOfTheCar()
    {
        using var model = new SegmentationModel(TwinLiteNet(), new RuntimeOptions());
        using var source = new VideoFileSource(SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4"));
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        source.Read(frame, TestContext.Current.CancellationToken);
        using var maps = model.Maps.Rent();
        model.Segment(frame, maps, out _);
        var drivable = maps.Heads[0];
        Assert.Equal(1, drivable.Classes[(270 * 640) + 320]); // three quarters down, in the middle
        Assert.Equal(0, drivable.Classes[(30 * 640) + 320]); // the sky
    }

    public void Dispose() => _folder.Dispose();

    private ModelPackage TwinLiteNet()
    {
        File.Copy(SharedData.Require("models/twinlitenet/twinlitenet.onnx"), _folder.File("twinlitenet.onnx"));
        File.Copy(Repository.Path("models/zoo/twinlitenet/model.json"), _folder.File(ModelPackage.ManifestName));
        return ModelPackage.Load(_folder.Path);
    }
}
