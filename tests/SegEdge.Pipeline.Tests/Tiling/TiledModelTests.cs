using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

public sealed class TiledModelTests : IDisposable
{
    private readonly TemporaryFolder _tiles = new(), _whole = new();

    public static MatrixTheoryData<string, string, bool> Cases() => new(TiledKinds.Names, ["host", "auto"], [false, true]);

    // Each pixel of these models depends on itself alone, so that a tile must not make any difference.
    [Theory, MemberData(nameof(Cases))]
    public void OfAModelThatLooksAtSinglePixels_TilesGiveWhatTheWholePictureGives(string kind, string split, bool ownSize)
    {
        using SegmentationModel tiles = Open(TiledKinds.Tiles(kind), _tiles, split), whole = Open(TiledKinds.Whole(kind), _whole, split);
        for (var seed = 0; seed < 3; seed++)
        {
            using var frame = ownSize ? TestFrame.Noise(TiledKinds.Width, TiledKinds.Height, seed) : TestFrame.Noise(80, 40, seed);
            using Segmentation found = tiles.Maps.Rent(), expected = whole.Maps.Rent();
            var letterbox = tiles.Segment(frame, found, out _);
            Assert.Equal(whole.Segment(frame, expected, out _), letterbox);
            for (var h = 0; h < expected.Heads.Count; h++)
            {
                Assert.Equal(expected.Heads[h].Size, found.Heads[h].Size);
                AssertAlike(expected.Heads[h], found.Heads[h], letterbox!.ContentIn(expected.Heads[h].Size));
            }
        }
    }

    [Theory]
    [InlineData("host")]
    [InlineData("auto")]
    public void OneTile_IsThePlainModel_BitByBit(string split)
    {
        var model = TinyOnnx.Logits(22, 14);
        using SegmentationModel tiled = Open(model.With(m => m with { Tiling = new() { Width = 22, Height = 14, Overlap = 0 } }), _tiles, split), plain = Open(model, _whole, split);
        using var frame = TestFrame.Noise(40, 30, 1);
        using Segmentation found = tiled.Maps.Rent(), expected = plain.Maps.Rent();
        Assert.Equal(plain.Segment(frame, expected, out _), tiled.Segment(frame, found, out _));
        Assert.Equal(expected.Heads[0].Classes, found.Heads[0].Classes);
        Assert.Equal(expected.Heads[0].Margins, found.Heads[0].Margins);
    }

    [Fact]
    public void NotANumberInOneTile_MakesTheMapsUnusable_AndTheNextFrameIsFine()
    {
        using var model = Open(TinyOnnx.NotANumberWhenDark(8, 8).With(m => m with { Tiling = new() { Width = 20, Height = 14, Overlap = 2 } }), _tiles);
        using Frame partlyDark = TestFrame.Of(20, 14, (x, _) => x < 8 ? ((byte)0, (byte)0, (byte)0) : ((byte)0, (byte)0, (byte)200)), bright = TestFrame.Of(20, 14, (_, _) => (0, 0, 200));
        using var maps = model.Maps.Rent();
        Assert.Null(model.Segment(partlyDark, maps, out _));
        Assert.NotNull(model.Segment(bright, maps, out _));
        AssertAllRed(maps);
    }

    [Fact]
    public void AFrameThatFailedHalfWay_LeavesNothingInTheNext()
    {
        using var model = Open(TinyOnnx.ThrowsWhenBright(8, 8).With(m => m with { Tiling = new() { Width = 20, Height = 14, Overlap = 2 } }), _tiles);
        using Frame partlyBright = TestFrame.Of(20, 14, (x, y) => x > 12 && y > 6 ? ((byte)255, (byte)255, (byte)255) : ((byte)200, (byte)0, (byte)0)), red = TestFrame.Of(20, 14, (_, _) => (0, 0, 200));
        using var maps = model.Maps.Rent();
        Assert.Throws<OnnxRuntimeException>(() => model.Segment(partlyBright, maps, out _));
        Assert.NotNull(model.Segment(red, maps, out _));
        AssertAllRed(maps);
        Assert.All(maps.Heads[0].Margins.ToArray(), m => Assert.Equal(160, m, 1e-3)); // red 200 against the bias of black, and nothing of the blue before
    }

    [Theory]
    [InlineData("host")]
    [InlineData("auto")]
    public void AWarmFrame_AllocatesItsSummaryOnly(string split)
    {
        var package = TinyOnnx.TwoHeads(160, 96).With(m => m with { Tiling = new() { Width = 480, Height = 270, Overlap = 32 } }).SaveTo(_tiles);
        using var model = new SegmentationModel(package, Options(split, _tiles));
        using var frame = TestFrame.Noise(640, 360, 1);
        using var maps = model.Maps.Rent();
        var summarizer = new Summarizer(package.Manifest, "cpu");
        for (var i = 0; i < 5; i++) Once();
        var each = Enumerable.Range(0, 5).Min(_ => Round());
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a frame");
        Assert.InRange(each, 0, 512);

        long Round()
        {
            const int Frames = 10;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Frames; i++) Once();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Frames;
        }

        void Once() => summarizer.Summarize(frame, maps, model.Segment(frame, maps, out var timings)!, timings);
    }

    [Fact]
    public void ASizeThatTheOutputsCannotBeCutAt_NamesTheNextOnes()
    {
        var e = Assert.Throws<ModelException>(() => Open(TinyOnnx.Logits(16, 8, stride: 2).With(m => m with { Tiling = new() { Width = 31, Height = 24, Overlap = 4 } }), _tiles));
        Assert.Contains("'tiling.width' is 31", e.Message, StringComparison.Ordinal);
        Assert.Contains("Set it to 30, or to 32", e.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _tiles.Dispose();
        _whole.Dispose();
    }

    private static void AssertAlike(ClassMap expected, ClassMap found, OpenCvSharp.Rect content)
    {
        var close = 0;
        for (var y = content.Top; y < content.Bottom; y++)
            for (var x = content.Left; x < content.Right; x++)
            {
                var i = (y * expected.Size.Width) + x;
                Assert.Equal(expected.Margins[i], found.Margins[i], 1e-3 + (expected.Margins[i] * 1e-5));
                // Rounding may turn a tie, and nothing else.
                if (expected.Margins[i] > 1e-3) Assert.Equal(expected.Classes[i], found.Classes[i]);
                else close++;
            }
        Assert.InRange(close, 0, content.Width * content.Height / 10);
    }

    private static void AssertAllRed(Segmentation maps) => Assert.Equal(-1, maps.Heads[0].Classes.IndexOfAnyExcept((byte)1));

    private static SegmentationModel Open(TinyModel model, TemporaryFolder folder, string split = "auto") => new(model.SaveTo(folder), Options(split, folder));

    private static RuntimeOptions Options(string split, TemporaryFolder folder) => new() { Threads = 1, Split = split, CompiledFolder = folder.File("compiled") };
}
