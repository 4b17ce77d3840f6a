using OpenCvSharp;
using SegEdge.Camera.Simulation;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tests.Compiling;
using SegEdge.Pipeline.Tiling;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

/// <summary>Seams of real networks on pictures of 3840 x 2160: no more classes change across a seam than beside it, up to half a percent of the pixels. Tiles laid side by side,
/// each with its own labels, are held against the same bar: they must fail it, or it is none.</summary>
public sealed class SeamTests : IDisposable
{
    private const int Width = 3840, Height = 2160, Overlap = 128;
    private const double Bar = 0.005;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void InASimulatedField_NoSeamShows_AndWithoutOverlapItDoes()
    {
        using var source = new SimulatedSource(new SimulationOptions { Width = Width, Height = Height, Mode = SourceKind.File, Script = FieldScript.Default }, TimeProvider.System);
        AssertSeamless("field", 2, frame => source.Read(frame, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void InStreets_NoSeamShows_AndWithoutOverlapItDoes()
    {
        var pictures = Directory.EnumerateFiles(SharedData.Require("data/camvid/test")).Order(StringComparer.Ordinal).ToArray();
        AssertSeamless("espnet-camvid", 1, frame =>
        {
            using var picture = Cv2.ImRead(pictures[(int)frame.Number * (pictures.Length / 2)]);
            Cv2.Resize(picture, frame.Picture, frame.Picture.Size(), interpolation: InterpolationFlags.Cubic);
        });
    }

    public void Dispose() => _folder.Dispose();

    private void AssertSeamless(string model, int frames, Action<Frame> fill)
    {
        var package = RealModels.Open(model, _folder);
        using SegmentationModel blended = Open(package, Overlap), laid = Open(package, overlap: 0);
        SeamDisagreement ours = SeamDisagreement.For(blended)!, theirs = SeamDisagreement.For(laid)!;
        Assert.True(new FramePool(1, new PictureSize(Width, Height)).TryRent(out var frame));
        for (var i = 0; i < frames; i++)
        {
            frame.Stamp(i, 0, DateTimeOffset.UnixEpoch);
            fill(frame);
            Add(blended, frame, ours);
            Add(laid, frame, theirs);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{model}, {frames} frames: overlap {Overlap}: {Text(ours)}; none: {Text(theirs)}");
        Assert.InRange(ours.AlongSeams - ours.Elsewhere, -1, Bar);
        Assert.InRange(theirs.AlongSeams - theirs.Elsewhere, Bar, 1);
    }

    private SegmentationModel Open(ModelPackage package, int overlap) => new(
        package with { Manifest = package.Manifest with { Tiling = new() { Width = Width, Height = Height, Overlap = overlap } } },
        new RuntimeOptions { CompiledFolder = _folder.File("compiled") });

    private static void Add(SegmentationModel model, Frame frame, SeamDisagreement seams)
    {
        using var maps = model.Maps.Rent();
        Assert.NotNull(model.Segment(frame, maps, out var timings));
        TestContext.Current.TestOutputHelper?.WriteLine($"cut {timings.Preparation.TotalMilliseconds:0} ms, run {timings.Inference.TotalMilliseconds:0} ms, blended and decoded {timings.Decoding.TotalMilliseconds:0} ms");
        seams.Add(maps.Heads[0]);
    }

    private static string Text(SeamDisagreement seams) => $"{100 * seams.AlongSeams:0.000} % along seams, {100 * seams.Elsewhere:0.000} % elsewhere";
}
