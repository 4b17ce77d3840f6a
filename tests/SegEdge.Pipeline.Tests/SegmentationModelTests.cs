using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class SegmentationModelTests : IDisposable
{
    private const int Width = 22, Height = 13;

    private static readonly Dictionary<string, TinyModel> Kinds = new()
    {
        ["logits"] = TinyOnnx.Logits(Width, Height),
        ["logits, channels last"] = TinyOnnx.Logits(Width, Height, layout: TensorLayout.Nhwc),
        ["logits, open batch"] = TinyOnnx.Logits(Width, Height, openBatch: true),
        ["logits, half resolution"] = TinyOnnx.Logits(Width, 12, stride: 2),
        ["logits, normalised"] = TinyOnnx.Logits(Width, Height).WithInput(i => i with { Mean = [100, 110, 120], Std = [58, 57, 59], Color = ColorOrder.Bgr })
            .WithInput(i => i with { Scale = 20 }),
        ["logits, letterbox"] = TinyOnnx.Logits(Width, Height).WithInput(i => i with { Resize = ResizeMode.Letterbox }),
        ["two heads"] = TinyOnnx.TwoHeads(Width, Height),
        ["two heads, other order"] = TinyOnnx.TwoHeads(Width, Height).With(m => m with { Heads = [m.Heads[1], m.Heads[0]] }),
        ["binary logit"] = TinyOnnx.Binary(Width, Height),
        ["binary logit, threshold"] = TinyOnnx.Binary(Width, Height).WithHead(h => h with { Threshold = 0.9f }),
        ["binary probability"] = TinyOnnx.Binary(Width, Height, probability: true),
        ["multi-label logits"] = TinyOnnx.MultiLabel(Width, Height),
        ["multi-label logits, channels last, threshold"] = TinyOnnx.MultiLabel(Width, Height, layout: TensorLayout.Nhwc).WithHead(h => h with { Threshold = 0.9f }),
        ["multi-label probabilities, threshold"] = TinyOnnx.MultiLabel(Width, Height, probability: true).WithHead(h => h with { Threshold = 0.3f }),
        ["argmax"] = TinyOnnx.Argmax(Width, Height, keepAxis: true),
        ["quantised"] = TinyOnnx.Quantised(Width, Height),
        ["argmax, three axes"] = TinyOnnx.Argmax(Width, Height, keepAxis: false),
    };

    private readonly TemporaryFolder _folder = new();

    public static MatrixTheoryData<string, string> Cases() => new(Kinds.Keys, ["graph", "host", "auto"]);

    [Theory, MemberData(nameof(Cases))]
    public void Masks_EqualAPlainRun_PixelByPixel(string kind, string split)
    {
        var package = Kinds[kind].SaveTo(_folder);
        using var model = new SegmentationModel(package, Options(split));
        using var plain = new PlainRun(package);
        for (var seed = 0; seed < 4; seed++)
        {
            using var frame = TestFrame.Noise(40, 30, seed);
            using var maps = model.Maps.Rent();
            Assert.NotNull(model.Segment(frame, maps, out _));
            plain.AssertEqual(frame, maps);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Graph_AndHost_CountAlike(string kind)
    {
        var package = Kinds[kind].SaveTo(_folder);
        using SegmentationModel graph = new(package, Options("graph")), host = new(package, Options("host"));
        Assert.Equal((true, false), (graph.Split.Split.Classes, host.Split.Split.Classes));
        using var frame = TestFrame.Noise(40, 30, 5);
        HeadSummary[] byGraph = Summarize(graph), byHost = Summarize(host);
        for (var h = 0; h < byHost.Length; h++)
        {
            // Sums of floats in another order.
            Assert.Equal(byHost[h].MeanMargin ?? -1, byGraph[h].MeanMargin ?? -1, Math.Abs(byHost[h].MeanMargin ?? 0) * 1e-4);
            foreach (var (expected, found) in byHost[h].Classes.Zip(byGraph[h].Classes))
            {
                Assert.Equal(expected.Area, found.Area);
                Assert.Equal(expected.Confidence ?? -1, found.Confidence ?? -1, 1e-4);
            }
        }

        HeadSummary[] Summarize(SegmentationModel model)
        {
            using var maps = model.Maps.Rent();
            var letterbox = model.Segment(frame, maps, out var timings);
            return [.. new Summarizer(package.Manifest, "cpu").Summarize(frame, maps, letterbox!, timings).Heads];
        }
    }

    // As a pipeline does: the scores of one frame are read after the run of the next.
    [Theory, MemberData(nameof(Cases))]
    public void ScoresOfOneSetOfOutputs_AreReadDuringTheRunOfTheOther(string kind, string split)
    {
        var package = Kinds[kind].SaveTo(_folder);
        using var model = new SegmentationModel(package, Options(split));
        using var plain = new PlainRun(package);
        using Frame first = TestFrame.Noise(40, 30, 1), second = TestFrame.Noise(40, 30, 2);
        using Segmentation ofFirst = model.Maps.Rent(), ofSecond = model.Maps.Rent();
        for (var round = 0; round < 2; round++)
        {
            model.Run(first, ofFirst, outputs: 0, out var timings);
            model.Run(second, ofSecond, outputs: 1, out var others);
            Assert.True(model.TryRead(0, ofFirst, ref timings));
            Assert.True(model.TryRead(1, ofSecond, ref others));
            plain.AssertEqual(first, ofFirst);
            plain.AssertEqual(second, ofSecond);
        }
    }

    public static TheoryData<string> Names() => [.. Kinds.Keys];

    [Fact]
    public void AHandmadePicture_GivesTheColorsItShows()
    {
        using var model = new SegmentationModel(TinyOnnx.Logits(8, 8).SaveTo(_folder), new RuntimeOptions());
        using var frame = TestFrame.Of(8, 8, (x, y) => (x / 4, y / 4) switch { (0, 0) => (0, 0, 0), (1, 0) => (0, 0, 200), (0, 1) => (0, 200, 0), _ => (200, 0, 0) });
        using var maps = model.Maps.Rent();
        model.Segment(frame, maps, out _);
        for (var i = 0; i < 64; i++) Assert.Equal((i % 8 / 4) + (i / 32 * 2), maps.Heads[0].Classes[i]);
        Assert.Equal(40, maps.Heads[0].Margins[0]); // black: only the bias speaks
        Assert.Equal(160, maps.Heads[0].Margins[7]); // red 200 against the bias of black
    }

    [Fact]
    public void HalfResolution_GivesSmallerMaps_ThatFillThePicture()
    {
        using var model = new SegmentationModel(TinyOnnx.Logits(16, 8, stride: 2).SaveTo(_folder), new RuntimeOptions());
        using var frame = TestFrame.Of(16, 8, (x, _) => x < 8 ? ((byte)0, (byte)0, (byte)200) : ((byte)200, (byte)0, (byte)0));
        using var maps = model.Maps.Rent();
        var letterbox = model.Segment(frame, maps, out _);
        Assert.Equal(new PictureSize(8, 4), maps.Heads[0].Size);
        var inCamera = new byte[16 * 8];
        letterbox!.MapToCamera(maps.Heads[0], inCamera);
        for (var i = 0; i < inCamera.Length; i++) Assert.Equal(i % 16 < 8 ? 1 : 3, inCamera[i]);
    }

    [Fact]
    public void NotANumber_MakesTheMapsUnusable_AndTheNextFrameIsFine()
    {
        using var model = new SegmentationModel(TinyOnnx.NotANumberWhenDark(8, 8).SaveTo(_folder), new RuntimeOptions());
        using Frame dark = TestFrame.Of(8, 8, (_, _) => (0, 0, 0)), bright = TestFrame.Of(8, 8, (_, _) => (0, 0, 200));
        using var maps = model.Maps.Rent();
        Assert.Null(model.Segment(dark, maps, out _));
        Assert.NotNull(model.Segment(bright, maps, out _));
        Assert.Equal(-1, maps.Heads[0].Classes.IndexOfAnyExcept((byte)1));
    }

    // A frame's class maps, statistics and summary; the summary itself, which is kept, is all that is left.
    [Theory]
    [InlineData("graph")]
    [InlineData("host")]
    public void AWarmFrame_AllocatesItsSummaryOnly(string split)
    {
        var package = TinyOnnx.TwoHeads(320, 180).SaveTo(_folder);
        using var model = new SegmentationModel(package, Options(split));
        using var frame = TestFrame.Noise(640, 360, 1);
        using var maps = model.Maps.Rent();
        var summarizer = new Summarizer(package.Manifest, "cpu");
        for (var i = 0; i < 5; i++) Once();
        // The least of several rounds: a collection in the middle of one counts what was left of the thread's allocation context, up to 8 KB.
        var each = Enumerable.Range(0, 5).Min(_ => Round());
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a frame");
        Assert.InRange(each, 0, 512);

        long Round()
        {
            const int Frames = 20;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Frames; i++) Once();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Frames;
        }

        void Once() => summarizer.Summarize(frame, maps, model.Segment(frame, maps, out var timings)!, timings);
    }

    public void Dispose() => _folder.Dispose();

    private RuntimeOptions Options(string split) => new() { Threads = 1, Split = split, CompiledFolder = _folder.File("compiled") };
}
