using SegEdge.Pipeline.Privacy;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Stages;

public sealed class PrivacyPipelineTests
{
    private static TinyModel Model => TinyOnnx.Logits(16, 8)
        .WithHead(h => h with { Classes = [.. h.Classes.Select((c, i) => c with { Private = i == 1 })] });

    [Fact]
    public async Task NoSinkEverSeesAPrivatePixel()
    {
        var areas = new PrivateAreas(new PrivacyOptions { DilatePx = 1 }, Model.Manifest);
        var seen = new List<byte[]>();
        var sink = new RecordingSink
        {
            OnFrame = result =>
            {
                seen.Add(result.Frame.Pixels.ToArray());
                Assert.Equal(1, result.Privacy.DilatePx);
                return ValueTask.CompletedTask;
            },
        };
        using var rig = new PipelineRig(new ScriptedSource(SourceKind.File).Show(ScriptedSource.RedPatch).End(), Model, sink: sink, privacy: areas);
        await rig.RunAsync();
        rig.AssertDrained();
        var pixels = Assert.Single(seen);
        for (var i = 0; i < 16 * 8; i++)
        {
            byte[] expected = i % 16 <= 8 && i / 16 <= 4 ? [128, 128, 128] : [20, 20, 20];
            Assert.Equal(expected, pixels[(i * 3)..((i * 3) + 3)]);
        }
    }

    // Areas made for a model of two heads, so that they fail on one of one head.
    [Fact]
    public async Task WhenFillingFails_NoSinkGetsTheFrame_AndItCountsAsFailed()
    {
        var two = TinyOnnx.TwoHeads(16, 8).Manifest;
        var areas = new PrivateAreas(new PrivacyOptions { Classes = ["class1"] }, two);
        using var rig = new PipelineRig(new ScriptedSource(SourceKind.File).Show(ScriptedSource.RedPatch, ScriptedSource.Black).End(), Model, privacy: areas);
        await rig.RunAsync();
        rig.AssertDrained();
        Assert.Empty(rig.Sink.Story);
        Assert.Equal(2, rig.Metrics[Stage.Publish].Failed);
    }
}
