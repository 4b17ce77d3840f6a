using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Privacy;

public sealed class PrivateAreasTests
{
    private const int Width = 96, Height = 60;

    [Theory]
    [InlineData(1, Width, Height, ResizeMode.Stretch)]
    [InlineData(5, Width, Height, ResizeMode.Stretch)]
    [InlineData(40, Width, Height, ResizeMode.Stretch)]
    [InlineData(2, 31, 17, ResizeMode.Stretch)]
    [InlineData(2, 200, 131, ResizeMode.Stretch)] // finer than the camera's: some of its pixels are no camera pixel's
    [InlineData(3, 40, 40, ResizeMode.Letterbox)]
    public void Blank_FillsTheClassAndItsNeighbourhood_AndNotOnePixelMore(int dilate, int width, int height, ResizeMode mode)
    {
        var letterbox = Letterbox.For(new(Width, Height), new(width, height), mode);
        var areas = new PrivateAreas(new PrivacyOptions { DilatePx = dilate, Fill = "#102030" }, Manifest(1));
        using var frame = TestFrame.Noise(Width, Height, 1);
        using var segmentation = Scattered(width, height, 0.001, seed: 7);
        var before = frame.Pixels.ToArray();
        var inside = new byte[Width * Height];
        letterbox.MapToCamera(segmentation.Heads[0], inside);

        var outcome = areas.Blank(Result(frame, segmentation, letterbox));

        Assert.Equal((PrivacyPolicy.Blank, dilate, false), (outcome.Policy, outcome.DilatePx, outcome.Withheld));
        Assert.Equal(["class1"], outcome.Classes);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var at = ((y * Width) + x) * 3;
                byte[] expected = HasNear(inside, (y * Width) + x, dilate) ? [0x30, 0x20, 0x10] : before[at..(at + 3)];
                Assert.True(frame.Pixels.Slice(at, 3).SequenceEqual(expected), $"pixel {x}, {y}");
            }
    }

    // The law that the tests of files and messages build on: what is inside cannot be read from what is left.
    [Theory]
    [InlineData(96, 60, ResizeMode.Stretch)]
    [InlineData(33, 47, ResizeMode.Stretch)]
    [InlineData(40, 40, ResizeMode.Letterbox)]
    public void FramesThatDifferOnlyInside_AreEqualAfterwards_AtAnyResolutionOfTheMask(int width, int height, ResizeMode mode)
    {
        var areas = new PrivateAreas(new PrivacyOptions { DilatePx = 3 }, Manifest(1));
        var letterbox = Letterbox.For(new(Width, Height), new(width, height), mode);
        for (var seed = 0; seed < 20; seed++)
        {
            using var segmentation = Scattered(width, height, 0.004, seed);
            using var one = TestFrame.Noise(Width, Height, seed);
            using var other = TestFrame.Noise(Width, Height, seed);
            var inside = new byte[Width * Height];
            letterbox.MapToCamera(segmentation.Heads[0], inside);
            var random = new Random(~seed);
            for (var i = 0; i < inside.Length; i++)
                if (inside[i] == 1 || HasNear(inside, i, 3)) random.NextBytes(other.Pixels.Slice(i * 3, 3));
            Assert.False(one.Pixels.SequenceEqual(other.Pixels));

            areas.Blank(Result(one, segmentation, letterbox));
            areas.Blank(Result(other, segmentation, letterbox));

            Assert.True(one.Pixels.SequenceEqual(other.Pixels), $"seed {seed}");
        }
    }

    [Fact]
    public void WithoutAnyPrivatePixel_ThePictureStaysAsItIs()
    {
        var areas = new PrivateAreas(new PrivacyOptions(), Manifest(1));
        using var frame = TestFrame.Noise(Width, Height, 3);
        using var segmentation = Maps.Of(Width, Height, (_, _) => 0);
        var before = frame.Pixels.ToArray();
        areas.Blank(Result(frame, segmentation));
        Assert.True(frame.Pixels.SequenceEqual(before));
    }

    [Fact]
    public void AWarmFrame_MakesNoGarbage()
    {
        var areas = new PrivateAreas(new PrivacyOptions(), Manifest(1));
        using var frame = TestFrame.Noise(Width, Height, 3);
        using var segmentation = Scattered(31, 17, 0.1, seed: 4);
        using var narrower = TestFrame.Noise(Width / 2, Height, 5); // another camera's, in turn
        var result = Result(frame, segmentation, Letterbox.For(new(Width, Height), new(31, 17), ResizeMode.Stretch));
        var other = Result(narrower, segmentation, Letterbox.For(new(Width / 2, Height), new(31, 17), ResizeMode.Stretch));
        areas.Blank(result);
        areas.Blank(other);
        var before = GC.GetAllocatedBytesForCurrentThread();
        areas.Blank(result);
        areas.Blank(other);
        areas.Blank(result);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AutoDilation_IsCountedInPixelsOfTheMap_OnItsCoarserAxis()
    {
        var areas = new PrivateAreas(new PrivacyOptions(), Manifest(1));
        using var frame = TestFrame.Noise(Width, Height, 3);
        using var segmentation = Maps.Of(Width / 4, Height / 6, (_, _) => 0); // 4 and 6 camera pixels a map pixel
        var letterbox = Letterbox.For(new(Width, Height), new(Width / 4, Height / 6), ResizeMode.Stretch);
        Assert.Equal(6 * PrivateAreas.AutoDilateInMap, areas.Blank(Result(frame, segmentation, letterbox)).DilatePx);
    }

    [Fact]
    public void AClassNamedInTheOptions_IsFilled_ThoughTheManifestMarksNone()
    {
        var areas = new PrivateAreas(new PrivacyOptions { Classes = ["class2"], DilatePx = 1 }, Manifest());
        using var frame = TestFrame.Of(3, 1, (_, _) => (9, 9, 9));
        using var segmentation = Maps.Draw("1.2");
        areas.Blank(Result(frame, segmentation));
        Assert.Equal([9, 9, 9, 128, 128, 128, 128, 128, 128], frame.Pixels.ToArray());
    }

    [Fact]
    public void ANameThatNoClassHas_IsRefused_WithTheNamesThatAreKnown()
    {
        var problem = Assert.Throws<ModelException>(() => new PrivateAreas(new PrivacyOptions { Classes = ["persn"] }, Manifest(1)));
        Assert.Contains("Privacy:Classes: 'persn' is no class of model 'tiny', which has class0, class1, class2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_WithoutAPrivateClass_FillsTheWholePicture_AndSaysThatItIsWithheld()
    {
        var areas = new PrivateAreas(new PrivacyOptions { Policy = PrivacyPolicy.Strict }, Manifest());
        using var frame = TestFrame.Noise(Width, Height, 3);
        using var segmentation = Maps.Of(Width, Height, (_, _) => 0);
        var outcome = areas.Blank(Result(frame, segmentation));
        Assert.True(outcome.Withheld);
        Assert.True(frame.Pixels.IndexOfAnyExcept((byte)0x80) < 0);
    }

    [Fact]
    public void None_LeavesThePicture_AndSaysSo()
    {
        var areas = new PrivateAreas(new PrivacyOptions { Policy = PrivacyPolicy.None }, Manifest(1));
        using var frame = TestFrame.Noise(Width, Height, 3);
        using var segmentation = Maps.Of(Width, Height, (_, _) => 1);
        var before = frame.Pixels.ToArray();
        var outcome = areas.Blank(Result(frame, segmentation));
        Assert.True(frame.Pixels.SequenceEqual(before));
        Assert.Equal((PrivacyPolicy.None, 0), (outcome.Policy, outcome.Classes.Count));
    }

    private static ModelManifest Manifest(params int[] markedPrivate)
    {
        var manifest = TinyOnnx.Logits(8, 8, [[0, 0, 0], [1, 0, 0], [0, 1, 0]]).Manifest;
        return manifest with
        {
            Heads = [manifest.Heads[0] with { Classes = [.. manifest.Heads[0].Classes.Select((c, i) => c with { Private = markedPrivate.Contains(i) })] }],
        };
    }

    private static Segmentation Scattered(int width, int height, double share, int seed)
    {
        var random = new Random(seed);
        var at = (height / 2 * width) + (width / 2); // one at least, and not on padding
        return Maps.Of(width, height, (x, y) => (y * width) + x == at || random.NextDouble() < share ? 1 : 0);
    }

    private static FrameResult Result(Camera.Frame frame, Segmentation segmentation, Letterbox? letterbox = null) => new(
        frame, segmentation, letterbox ?? Maps.Whole(segmentation), new SegmentationSummary(0, default, 0, frame.Size, [], "", default), [])
    {
        ServedBy = new ServedBy(new ModelPackage(TinyOnnx.Logits(8, 8).Manifest, "tiny.onnx", ""), ProviderChoice.Configured("cpu")),
    };

    private static bool HasNear(ReadOnlySpan<byte> classes, int at, int reach)
    {
        int x = at % Width, y = at / Width;
        for (var v = Math.Max(0, y - reach); v <= Math.Min(Height - 1, y + reach); v++)
            for (var u = Math.Max(0, x - reach); u <= Math.Min(Width - 1, x + reach); u++)
                if (classes[(v * Width) + u] == 1) return true;
        return false;
    }
}
