using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Decoding.Instances;

public sealed class InstanceExplanationTests : IDisposable
{
    // Two red discs that touch, one green one elsewhere.
    private static readonly DiscPicture.Disc[] Discs = [new(60, 70, 24, 0), new(108, 70, 24, 0), new(230, 160, 24, 1)];

    private readonly TemporaryFolder _folder = new();
    private readonly Mat _picture = DiscPicture.Draw(320, 240, Discs);

    [Fact]
    public void Auto_AsksByOcclusion_AndSaysWhy()
    {
        using var lane = LaneOf(ExplainerSet.Auto);
        lane.WarmUp();
        Assert.StartsWith("occlusion, because", lane.Answer);
        Assert.Contains("head 'objects' finds instances", lane.Answer, StringComparison.Ordinal);
        Assert.False(lane.Streams);
    }

    [Theory]
    [InlineData("occlusion")]
    [InlineData("local-occlusion")]
    [InlineData("rise")]
    [InlineData("kernelshap")]
    [InlineData("lime")]
    public void AMethodThatOnlyRunsTheModel_FindsTheDiscThatWasAskedAbout(string method)
    {
        using var lane = LaneOf(method);
        var result = lane.Explain(_picture, null, TargetRequest.Parse("class=green disc").Resolve, null, TestContext.Current.CancellationToken);
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.Equal(method, result.Map!.Method);
        var grid = result.Map.Grid;
        var cells = result.Map.Cells.ToArray();
        var strongest = grid.Block(Array.IndexOf(cells, cells.Max()) % grid.Columns, Array.IndexOf(cells, cells.Max()) / grid.Columns, 1, 1);
        // The disc is at (115, 100) of the model's input, of radius 12; its ring speaks too.
        Assert.InRange(Math.Sqrt(Math.Pow(strongest.X + (strongest.Width / 2.0) - 115, 2) + Math.Pow(strongest.Y + (strongest.Height / 2.0) - 100, 2)), 0, 22);
    }

    // A head of logits beside it has its gradient, though both come of one file.
    [Fact]
    public void EachHeadOfAModel_IsAskedInItsOwnWay()
    {
        using var lane = LaneOf(ExplainerSet.Auto, DiscDetector.WithColors());
        lane.WarmUp();
        Assert.StartsWith("occlusion, because", lane.Answer);
        Assert.EndsWith("; scg", lane.Answer);
        Assert.True(lane.Streams);
        foreach (var (target, method) in new[] { ("class=green disc", "occlusion"), ("class=green", "scg") })
        {
            var result = lane.Explain(_picture, null, TargetRequest.Parse(target).Resolve, null, TestContext.Current.CancellationToken);
            Assert.Equal((ExplainStatus.Ok, method), (result.Status, result.Map!.Method));
        }
    }

    // A layer of the network is covered, and the boxes are chosen anew.
    [Fact]
    public void ReciproCam_CoversALayer_WithoutGradients()
    {
        using var lane = LaneOf("recipro-cam");
        var result = lane.Explain(_picture, null, TargetRequest.Parse("class=green disc").Resolve, null, TestContext.Current.CancellationToken);
        Assert.Equal("recipro-cam", result.Map!.Method);
        Assert.True(result.Map.Cells.Span.ContainsAnyExcept(0f));
    }

    [Theory]
    [InlineData("scg")]
    [InlineData("integrated-gradients")]
    [InlineData("smoothgrad")]
    [InlineData("seg-grad-cam")]
    public void AMethodThatNeedsGradients_SaysThatThereAreNone_AndWhatToAskInstead(string method)
    {
        using var lane = LaneOf(method);
        var refusal = Assert.Throws<ExplainException>(() =>
            lane.Explain(_picture, null, TargetRequest.Parse("class=green disc").Resolve, null, TestContext.Current.CancellationToken));
        Assert.Contains("'objects' finds instances", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("occlusion, rise", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScores_AreHighestWhereTheirClassIsSeen()
    {
        using var runner = new OrtGraphRunner(Package(), Options);
        var picture = new float[runner.Input.Length];
        using var preparation = new PicturePreparation(DiscDetector.ToModel().Manifest.Input);
        preparation.Prepare(_picture, picture);
        var output = Assert.Single(runner.Outputs);
        Assert.Equal(new ScoreTensor("objects", 4, 40, 40, false, ScoreKind.Logits), output);
        var reading = Assert.Single(runner.Read(picture, [["background", .. DiscDetector.ClassNames]]));
        var scores = new float[output.Length];
        runner.Run(picture, 0, scores);
        ClassMap map = new("objects", new PictureSize(40, 40), hasMargins: true);
        Assert.True(new PlanarScores(4, false).TryDecode(scores, map));
        Assert.Equal(map.Classes.ToArray(), reading.ClassMap.ToArray());
        for (var i = 0; i < 1600; i++) Assert.Equal(map.Margins[i], reading.Margins.Span[i], 1e-4);
        Assert.Equal([0, 1, 2, 3], reading.Instances.ToArray().Distinct().Order().Select(id => (int)id));
    }

    // Both red discs touch: the region that is asked about is one of them.
    [Fact]
    public void ARegion_IsOneObject()
    {
        using var runner = new OrtGraphRunner(Package(), Options);
        var picture = new float[runner.Input.Length];
        using var preparation = new PicturePreparation(DiscDetector.ToModel().Manifest.Input);
        preparation.Prepare(_picture, picture);
        var heads = runner.Read(picture, [["background", .. DiscDetector.ClassNames]]);
        var all = TargetRequest.Parse("class=red disc,region=all").Resolve(heads).Region;
        var largest = TargetRequest.Parse("class=red disc").Resolve(heads).Region;
        var left = TargetRequest.Parse("class=red disc,region=7,13").Resolve(heads).Region; // (60, 70) of the camera
        Assert.InRange(largest.Area, 0.4 * all.Area, 0.6 * all.Area);
        Assert.InRange(left.Bounds.Right, 8, 11);
    }

    [Fact]
    public void AFlagsQuestion_IsAboutTheObjectAtItsSeed()
    {
        using var model = new SegmentationModel(Package(), Options);
        using var frame = TestFrame.Of(320, 240, (x, y) => _picture.At<Vec3b>(y, x) is var p ? (p.Item0, p.Item1, p.Item2) : default);
        using var maps = model.Maps.Rent();
        var letterbox = model.Segment(frame, maps, out _)!;
        using var lane = LaneOf("occlusion");
        var rightOne = letterbox.MapToModel(new Point2d(108, 70));
        var question = new FlagQuestion(0, 1, new Point((int)rightOne.X, (int)rightOne.Y));
        Target? asked = null;
        var result = lane.Explain(_picture, maps, heads => asked = FlagTargets.For(question, heads, maps), null, TestContext.Current.CancellationToken);
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.Equal((40, 40), (asked!.Region.Width, asked.Region.Height));
        Assert.InRange(asked.Region.Bounds.X, 9, 11); // (84 / 2) / 4
        var band = FlagTargets.For(new FlagQuestion(0, 1, Uncertain: new UncertainBand(new Rect(0, 0, 160, 160), 100)), Readings(lane, maps), maps);
        Assert.InRange(band.Region.Area, 1.6 * asked.Region.Area, 3 * asked.Region.Area);
    }

    public void Dispose()
    {
        _picture.Dispose();
        _folder.Dispose();
    }

    private RuntimeOptions Options => new() { Threads = 1, CompiledFolder = _folder.File("compiled") };

    private ModelPackage Package() => DiscDetector.ToModel().SaveTo(_folder);

    private IReadOnlyList<HeadReading> Readings(ExplanationLane lane, Segmentation maps)
    {
        IReadOnlyList<HeadReading>? readings = null;
        lane.Aim(_picture, heads =>
        {
            readings = [.. heads.Select((h, i) => HeadReadings.Of(i, h.Output, h.Classes, maps.Heads[i]))];
            return TargetRequest.Parse("class=green disc").Resolve(heads);
        }, TestContext.Current.CancellationToken);
        return readings!;
    }

    private ExplanationLane LaneOf(string method, TinyModel? model = null) =>
        new((model ?? DiscDetector.ToModel()).SaveTo(_folder), Options, new ExplainOptions { Method = method, Passes = 340, Seed = 3 }, TimeProvider.System, new StreamingOptions());
}
