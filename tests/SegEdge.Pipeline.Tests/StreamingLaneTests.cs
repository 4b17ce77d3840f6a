using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

/// <summary>The lane learns about a track from frames that nobody asks about, and answers from that.</summary>
public sealed class StreamingLaneTests : IDisposable
{
    private const int Side = 66, Track = 4;

    private static readonly StreamingOptions Streaming = new() { Share = 1 };

    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _opened = [];

    [Fact]
    public void WhatWasLearned_MakesTheAnswerCheaper_AndItsAgeIsSaid()
    {
        var (fresh, knowing) = (Lane(), Lane());
        using var frame = Patch(22);
        Learn(knowing, frame, frames: 20);
        var (anew, goneOn) = (Explain(fresh, frame, 20), Explain(knowing, frame, 20));
        Assert.Equal((ExplainStatus.Ok, ExplainStatus.Ok), (anew.Status, goneOn.Status));
        Assert.Equal((0, 16), (anew.Age.Frames, anew.Map!.Sampling!.Samples));
        Assert.InRange(goneOn.Age.Frames, 5, 12); // the weighted mean of 1..20
        Assert.Equal(goneOn.Age.Frames * 0.04, goneOn.Age.Time.TotalSeconds, 1e-6);
        Assert.InRange(goneOn.Map!.Sampling!.Samples, 15.5, 20);
        // All sixteen gradients, and three of the four references.
        Assert.Equal(anew.Passes - (16 * IGradientGraphs.PassesPerGradient) - 3, goneOn.Passes);
        Assert.InRange(goneOn.Faithfulness!.Value, anew.Faithfulness!.Value - 0.02, 2);
    }

    [Fact]
    public void WhatIsStillMissing_IsAddedFromTheFrameItself()
    {
        var lane = Lane();
        using var frame = Patch(22);
        Learn(lane, frame, frames: 4);
        var answer = Explain(lane, frame, 4);
        Assert.InRange(answer.Map!.Sampling!.Samples, 15.5, 17);
        Assert.InRange(answer.Age.Frames, 0.1, 1); // four old ones of sixteen
    }

    [Fact]
    public void AnotherTrack_OrAQuestionAboutNone_KnowsNothing()
    {
        var lane = Lane();
        using var frame = Patch(22);
        Learn(lane, frame, frames: 20);
        Assert.Equal(0, Explain(lane, frame, 20, track: 5).Age.Frames);
        Assert.Equal(0, Explain(lane, frame, 21, track: null).Age.Frames);
        Assert.InRange(Explain(lane, frame, 22).Age.Frames, 5, 20);
    }

    [Fact]
    public void ACut_EndsWhatIsKnown()
    {
        var lane = Lane(Streaming with { CutAbove = 0.1 });
        using Frame before = Noise(1), after = Noise(2);
        Learn(lane, before, frames: 20);
        Assert.Equal(0, Explain(lane, after, 20).Age.Frames);
    }

    // Between two frames of one camera lie those of another, which shows another scene.
    [Fact]
    public void WhatIsKnownOfOneCamera_IsNotLostByTheFramesOfAnother()
    {
        var lane = Lane(Streaming with { CutAbove = 0.1 });
        using Frame front = Noise(1), rear = Noise(2);
        using Segmentation inFront = Segment(front), inRear = Segment(rear);
        var stopping = TestContext.Current.CancellationToken;
        for (var n = 0; n <= 20; n++)
        {
            lane.Watch(front.Picture, n, camera: 0);
            lane.Watch(rear.Picture, n, camera: 1);
            if (n < 20) Assert.True(lane.Learn(front.Picture, inFront, Ask(inFront), At(n), Track, stopping, camera: 0));
        }
        Assert.Equal(0, lane.Explain(rear.Picture, inRear, Ask(inRear), At(20), Track, stopping, camera: 1).Age.Frames);
        Assert.InRange(lane.Explain(front.Picture, inFront, Ask(inFront), At(20), Track, stopping, camera: 0).Age.Frames, 5, 12);
    }

    // A slow lane: thirty frames between two looks, on the way the scene moves by two thirds of its width.
    [Fact]
    public void FramesInBetween_TellTheWay()
    {
        var lane = Lane();
        using (var first = Texture(0)) Learn(lane, first, frames: 6);
        for (var n = 6; n < 35; n++)
        {
            using var frame = Texture((n - 5) * 1.5);
            lane.Watch(frame.Picture, n);
        }
        using var last = Texture(45);
        Assert.InRange(Explain(lane, last, 35).Age.Frames, 1, 34);

        var blind = Lane();
        using (var first = Texture(0)) Learn(blind, first, frames: 6);
        Assert.Equal(0, Explain(blind, last, 35).Age.Frames); // the same two looks, and nothing between them
    }

    [Fact]
    public void AFrameThatWasNotWatched_HasNoWayToIt()
    {
        var lane = Lane();
        using var frame = Patch(22);
        Learn(lane, frame, frames: 6);
        using var segmentation = Segment(frame);
        Assert.Equal(0, lane.Explain(frame.Picture, segmentation, Ask(segmentation), At(6), Track, TestContext.Current.CancellationToken).Age.Frames);
    }

    [Fact]
    public void TwoLanesThatSawTheSame_GiveTheSameBytes()
    {
        using Frame before = Patch(21), after = Patch(22);
        ExplanationResult Answer()
        {
            var lane = Lane();
            Learn(lane, before, frames: 5);
            return Explain(lane, after, 5);
        }
        ExplanationResult one = Answer(), again = Answer();
        Assert.Equal(one.Map!.Cells.ToArray(), again.Map!.Cells.ToArray());
        Assert.Equal((one.Map.Parameters, one.Faithfulness), (again.Map.Parameters, again.Faithfulness));
    }

    [Theory]
    [InlineData("auto", 0)]
    [InlineData("occlusion", 1)]
    public void WithoutAShare_OrWithAnotherMethod_NothingIsLearned(string method, double share)
    {
        var lane = Lane(Streaming with { Share = share }, new ExplainOptions { Method = method });
        using var frame = Patch(22);
        using var segmentation = Segment(frame);
        Assert.False(lane.Learn(frame.Picture, segmentation, Ask(segmentation), At(0), Track, TestContext.Current.CancellationToken));
        Assert.Equal(0, Explain(lane, frame, 1).Age.Frames);
    }

    // A quantised model is not copied, followed and refused again at every frame.
    [Theory]
    [InlineData(true, "auto", 0.2, true)]
    [InlineData(true, "auto", 0, false)]
    [InlineData(true, "occlusion", 0.2, false)]
    [InlineData(false, "auto", 0.2, false)]
    public void OnceWarm_TheLaneKnowsWhetherThereIsAnythingToLearn(bool hasGradients, string method, double share, bool streams)
    {
        var model = hasGradients ? TinyOnnx.Logits(Side, Side) : TinyOnnx.Quantised(Side, Side);
        using var lane = new ExplanationLane(model.SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") },
            new ExplainOptions { Method = method }, TimeProvider.System, Streaming with { Share = share });
        lane.WarmUp();
        Assert.Equal(streams, lane.Streams);
    }

    public void Dispose()
    {
        foreach (var opened in _opened) opened.Dispose();
        _folder.Dispose();
    }

    private ExplanationLane Lane(StreamingOptions? streaming = null, ExplainOptions? options = null)
    {
        var lane = new ExplanationLane(TinyOnnx.Logits(Side, Side).SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") },
            options ?? new ExplainOptions { RandomDraws = 0 }, TimeProvider.System, streaming ?? Streaming);
        _opened.Add(lane);
        return lane;
    }

    private void Learn(ExplanationLane lane, Frame frame, int frames)
    {
        using var segmentation = Segment(frame);
        for (var n = 0; n < frames; n++)
        {
            lane.Watch(frame.Picture, n);
            Assert.True(lane.Learn(frame.Picture, segmentation, Ask(segmentation), At(n), Track, TestContext.Current.CancellationToken));
        }
    }

    private ExplanationResult Explain(ExplanationLane lane, Frame frame, long number, int? track = Track)
    {
        using var segmentation = Segment(frame);
        lane.Watch(frame.Picture, number);
        return lane.Explain(frame.Picture, segmentation, Ask(segmentation), At(number), track, TestContext.Current.CancellationToken);
    }

    private Segmentation Segment(Frame frame)
    {
        var model = new SegmentationModel(TinyOnnx.Logits(Side, Side).SaveTo(_folder), new RuntimeOptions { Threads = 1 });
        _opened.Add(model);
        var segmentation = model.Maps.Rent();
        model.Segment(frame, segmentation, out _);
        return segmentation;
    }

    private static Func<IReadOnlyList<HeadReading>, Target> Ask(Segmentation segmentation) => heads => FlagTargets.For(new FlagQuestion(0, 1), heads, segmentation);

    private static FrameTime At(long number) => new(number, TimeSpan.FromSeconds(number * 0.04));

    private static Frame Patch(int left) =>
        TestFrame.Of(Side, Side, (x, y) => x >= left && x < left + 22 && y is >= 22 and < 44 ? ((byte)10, (byte)10, (byte)220) : ((byte)90, (byte)90, (byte)90));

    // A wall with waves of many lengths glides by, and the patch stays where it is.
    private static Frame Texture(double shift) => TestFrame.Of(Side, Side, (x, y) =>
        x is >= 22 and < 44 && y is >= 22 and < 44 ? ((byte)10, (byte)10, (byte)220)
            : Grey((byte)(100 + (30 * Math.Sin((x - shift) / 3.1)) + (30 * Math.Sin(((x - shift) / 7.3) + (y / 4.7))) + (30 * Math.Sin((y - x + shift) / 5.9)))));

    // Blocks of 6 px, and the patch somewhere in them.
    private static Frame Noise(int seed) => TestFrame.Of(Side, Side, (x, y) =>
        x is >= 22 and < 44 && y is >= 22 and < 44 ? ((byte)10, (byte)10, (byte)220) : Grey((byte)(new Random((seed * 10_000) + (y / 6 * 100) + (x / 6)).Next(200))));

    private static (byte, byte, byte) Grey(byte level) => (level, level, level);
}
