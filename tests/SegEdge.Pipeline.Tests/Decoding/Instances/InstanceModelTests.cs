using OpenCvSharp;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;
using SegEdge.Testing.Architectures;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Decoding.Instances;

/// <summary>Models that find instances, loaded and run as any other.</summary>
public sealed class InstanceModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static MatrixTheoryData<bool, ResizeMode, string> Ways() => new([false, true], [ResizeMode.Stretch, ResizeMode.Letterbox], ["auto", "graph", "host"]);

    [Theory, MemberData(nameof(Ways))]
    public void AModelOfAStranger_EqualsTheReference(bool valuesLast, ResizeMode resize, string split)
    {
        foreach (var seed in new[] { 3, 11, 27, 58 })
        {
            var (planted, settings, scores) = RandomInstances.Of(seed);
            var package = planted.ToModel(valuesLast, settings, scores).WithInput(i => i with { Resize = resize }).SaveTo(_folder);
            using var model = new SegmentationModel(package, Options(split));
            Assert.False(model.Split.Split.Classes);
            using var frame = TestFrame.Noise(50, 40, seed);
            using var maps = model.Maps.Rent();
            Assert.NotNull(model.Segment(frame, maps, out _));
            var (map, expected) = (maps.Heads[0], new ReferenceInstances(planted, settings, scores, 3));
            Assert.Equal(new PictureSize(planted.Width, planted.Height), map.Size);
            Assert.Equal(expected.Objects.Select(o => o.Class), map.Instances.ToArray().Select(o => o.Class));
            for (var i = 0; i < expected.Ids.Length; i++)
                if (expected.Decided[i] > 1e-3) Assert.True(expected.Ids[i] == map.InstanceIds[i], $"seed {seed}, pixel {i}");
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(80, false)]
    [InlineData(80, true)]
    public void AWarmFrame_AllocatesItsSummaryOnly(int classes, bool valuesLast)
    {
        // Two dozen objects, as many that come near, and eight thousand that do not.
        const int Count = 8400, Side = 160, Coefficients = 32;
        var random = new Random(4);
        var detections = new float[(4 + classes + Coefficients) * Count];
        for (var i = 0; i < Count; i++)
        {
            for (var v = 0; v < 4; v++) detections[(v * Count) + i] = v < 2 ? random.Next(Side) : random.Next(10, 40);
            for (var c = 0; c < classes; c++) detections[((4 + c) * Count) + i] = 0.001f;
            detections[((4 + (i % classes)) * Count) + i] = i % 350 == 0 ? 0.8f : i % 351 == 0 ? 0.2f : 0.001f;
            for (var m = 0; m < Coefficients; m++) detections[((4 + classes + m) * Count) + i] = (float)random.NextDouble();
        }
        var planted = new PlantedInstances(Side, Side, classes, Coefficients, Side / 4, Side / 4, detections, [.. Enumerable.Range(0, Coefficients * Side * Side / 16).Select(_ => (float)random.NextDouble())]);
        var package = planted.ToModel(valuesLast).SaveTo(_folder);
        using var model = new SegmentationModel(package, Options("auto"));
        using var frame = TestFrame.Noise(320, 240, 1);
        using var maps = model.Maps.Rent();
        var summarizer = new Summarizer(package.Manifest, "cpu");
        for (var i = 0; i < 5; i++) Once();
        Assert.InRange(maps.Heads[0].Instances.Length, 15, 24);
        // The least of several rounds: a collection in the middle of one counts what was left of the thread's allocation context, up to 8 KB.
        var each = Enumerable.Range(0, 5).Min(_ => Round());
        // A summary has 16 bytes a class.
        Assert.InRange(each, 0, 400 + (16 * (classes + 1)));

        long Round()
        {
            const int Frames = 20;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Frames; i++) Once();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Frames;
        }

        void Once() => summarizer.Summarize(frame, maps, model.Segment(frame, maps, out var timings)!, timings);
    }

    [Fact]
    public void NotANumber_MakesTheFrameUnusable()
    {
        var (planted, settings, scores) = RandomInstances.Of(3);
        planted.Prototypes[^1] = float.NaN;
        using var model = new SegmentationModel(planted.ToModel(settings: settings, scores: scores).SaveTo(_folder), Options("auto"));
        using var frame = TestFrame.Noise(50, 40, 1);
        using var maps = model.Maps.Rent();
        Assert.Null(model.Segment(frame, maps, out _));
    }

    [Fact]
    public void ABox_IsWhereItIsInTheCamera_AndEndsWithThePicture()
    {
        // 40 x 20 in a square of 40: from 10 to 30 rows. The object: 30..50 across, 15..25 down.
        var letterbox = Letterbox.For(new PictureSize(80, 40), new PictureSize(40, 40), ResizeMode.Letterbox);
        Assert.Equal(new Rect2d(60, 10, 20, 20), new Instance(1, 1, new Rect2d(30, 15, 20, 10), 1).BoxInCamera(letterbox));
        Assert.Equal(new Rect2d(0, 0, 0, 0), new Instance(1, 1, new Rect2d(-9, 0, 5, 5), 1).BoxInCamera(letterbox));
    }

    public static MatrixTheoryData<bool, string> Exports() => new([false, true], ["auto", "graph", "host"]);

    [Theory, MemberData(nameof(Exports))]
    public void ANetworkOfYolosParts_EqualsTheReference_OfWhatItsFileSays(bool openBatch, string split)
    {
        var settings = new ModelInstances { Prototypes = "output1", ScoreThreshold = 0.6f, Overlap = 0.5f };
        var nothing = new PlantedInstances(Architecture.Width, Architecture.Height, YoloSeg.Classes, YoloSeg.Coefficients, Architecture.Width / 4, Architecture.Height / 4, [], []);
        var package = PlantedInstances.Of(YoloSeg.Build(openBatch), Architecture.InputName, Architecture.Width, Architecture.Height, nothing.Head(settings))
            .WithInput(i => i with { Mean = [128, 128, 128], Std = [64, 64, 64], Scale = 1 }).SaveTo(_folder);
        using var model = new SegmentationModel(package, Options(split));
        Assert.Equal((split != "host", false), (model.Split.Split.Pixels, model.Split.Split.Classes)); // the compiler took it
        using var file = new FileRun(package);
        using var preparation = new PicturePreparation(package.Manifest.Input);
        var seen = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            using var frame = TestFrame.Noise(12, 9, seed); // enlarged: blobs, not grain
            using var maps = model.Maps.Rent();
            Assert.NotNull(model.Segment(frame, maps, out _));
            var picture = new float[3 * Architecture.Width * Architecture.Height];
            preparation.Prepare(frame, picture);
            var said = nothing with { Detections = file.Run("output0", (Architecture.InputName, picture)), Prototypes = file.Run("output1", (Architecture.InputName, picture)) };
            var (map, expected) = (maps.Heads[0], new ReferenceInstances(said, settings, ScoreUnit.Probabilities, 3));
            Assert.Equal(expected.Objects.Select(o => o.Class), map.Instances.ToArray().Select(o => o.Class));
            for (var i = 0; i < expected.Ids.Length; i++)
                if (expected.Decided[i] > 1e-2) Assert.True(expected.Ids[i] == map.InstanceIds[i], $"seed {seed}, pixel {i}");
            seen += map.Instances.Length;
        }
        Assert.InRange(seen, 6, 600);
    }

    public void Dispose() => _folder.Dispose();

    private RuntimeOptions Options(string split) => new() { Threads = 1, Split = split, CompiledFolder = _folder.File("compiled") };
}
