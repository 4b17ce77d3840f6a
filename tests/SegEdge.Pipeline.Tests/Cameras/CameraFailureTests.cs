using Microsoft.Extensions.Time.Testing;
using SegEdge.Camera.Live;
using SegEdge.Pipeline.Tests.Stages;
using SegEdge.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>One camera is gone, and the others do not notice.</summary>
public sealed class CameraFailureTests
{
    [Fact]
    public async Task OneThatBreaks_IsNamed_AndTheOthersGoOn_AndTheEndTellsTheCaller()
    {
        using ScriptedSource left = new(SourceKind.Live), right = new(SourceKind.File);
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink());
        var run = rig.RunAsync();
        left.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        left.Break(new CameraException("cable is out"));
        await Eventually.TrueAsync(() => rig.Metrics.Of("left")!.Ended is not null, "it is known");
        right.Show([.. Enumerable.Repeat(Red, 20)]).End();
        await rig.Sink.Frames.Reaches(21);
        var e = await Assert.ThrowsAsync<CameraException>(() => run);
        Assert.Equal("cable is out", e.Message);
        Assert.Equal("cable is out", rig.Metrics.Of("left")!.Ended);
        Assert.Equal(20, rig.Sink.NumbersOf("right").Count);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AskedToStop_ADeviceWithoutOneOfItsCameras_EndsAsItShould()
    {
        using ScriptedSource left = new(SourceKind.Live), right = new(SourceKind.Live);
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink());
        using var stop = new CancellationTokenSource();
        var run = rig.RunUntilAsync(stop.Token);
        left.Break(new CameraException("cable is out"));
        right.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        await Eventually.TrueAsync(() => rig.Metrics.Of("left")!.Ended is not null, "it is known");
        await stop.CancelAsync();
        await run;
        rig.AssertDrained();
    }

    [Fact]
    public async Task WhenTheLastOneBreaks_TheRunEnds()
    {
        using var left = new ScriptedSource(SourceKind.Live).Break(new CameraException("cable is out"));
        using var right = new ScriptedSource(SourceKind.Live).Break(new CameraException("stolen"));
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink());
        await Assert.ThrowsAsync<CameraException>(() => rig.RunAsync());
        rig.AssertDrained();
    }

    [Fact]
    public async Task ACameraWhoseEveryFrameFails_IsNoBrokenModel_AsLongAsAnotherOnesAreGood()
    {
        using ScriptedSource dark = new(SourceKind.File), bright = new(SourceKind.Live);
        using var rig = new CamerasRig([new("dark", dark), new("bright", bright)], new CameraSink(), TinyOnnx.NotANumberWhenDark(16, 8), options: new PipelineOptions { MaxFaultsInARow = 2 });
        var run = rig.RunAsync();
        for (var n = 1; n <= 6; n++)
        {
            dark.Show(Black);
            await Eventually.TrueAsync(() => rig.Metrics.Of("dark")![Stage.Segment].Failed == n, "it failed");
            bright.Show(White);
            await rig.Sink.Frames.Reaches(n);
        }
        dark.End();
        bright.End();
        await run;
        Assert.Equal(6, rig.Sink.NumbersOf("bright").Count);
        Assert.All(rig.Sink.Errors, e => Assert.Equal("dark", e.Camera));
        rig.AssertDrained();
    }

    // A read lasts for as long as the camera is away: that is no hang of this process, and no reason to end what the other cameras are needed for.
    [Fact]
    public async Task EachAttemptToReachACamera_IsANewThing_ToAWatchdog()
    {
        var time = new FakeTimeProvider();
        using var away = new AwaySource();
        using var there = new ScriptedSource(SourceKind.Live);
        using var rig = new CamerasRig([new("there", there), new("away", away)], new CameraSink(), time: time);
        var run = rig.RunAsync();
        await away.Asked.Reaches(1);
        await there.Asked.Reaches(1);
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(100), rig.Activity.BusyFor(Stage.Capture));
        there.Show(Red);
        await there.Asked.Reaches(2);
        Assert.Equal(TimeSpan.FromSeconds(100), rig.Activity.BusyFor(Stage.Capture)); // the other one's
        away.TryAgain();
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), rig.Activity.BusyFor(Stage.Capture));
        away.GiveUp();
        there.End();
        await run;
        Assert.Null(rig.Activity.BusyFor(Stage.Capture));
    }

    [Fact]
    public async Task Explanations_BelongToTheirCamera_AndTellWhichOneKeptTheLane()
    {
        var clock = new GatedClock();
        using ScriptedSource left = new(SourceKind.Live), right = new(SourceKind.Live);
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink(), rules: [PipelineRig.RedArea], laneTime: clock);
        var run = rig.RunAsync();
        left.Show(RedPatch);
        await clock.Asked.Reaches(1); // it is running
        right.Show(RedPatch);
        await rig.Sink.Explanations.Reaches(1);
        clock.Open();
        await rig.Sink.Explanations.Reaches(2);
        left.End();
        right.End();
        await run;
        Assert.Equal(("right", "the lane was busy with frame 0 of camera 'left'"), (rig.Sink.Explained[0].Camera, rig.Sink.Explained[0].SkippedBecause));
        Assert.Equal("left", rig.Sink.Explained[1].Camera);
        Assert.NotNull(rig.Sink.Explained[1].Explanation);
        rig.AssertDrained();
    }

    /// <summary>A camera that does not come.</summary>
    private sealed class AwaySource : IFrameSource, ILiveLink
    {
        private readonly ManualResetEventSlim _over = new();

        public event Action<LinkEvent>? Happened;

        public Count Asked { get; } = new();

        public string Name => "away";

        public SourceKind Kind => SourceKind.Live;

        public PictureSize Size => new(16, 8);

        public double? FramesPerSecond => null;

        public long? Length => null;

        public LinkStatus Status => new(LinkState.Backoff, null, false, "away", default);

        public void TryAgain() => Happened?.Invoke(new LinkEvent(LinkEventKind.Lost, "away", []));

        public void GiveUp() => _over.Set();

        public ReadOutcome Read(Frame frame, CancellationToken stopping)
        {
            Asked.Add();
            _over.Wait(Count.Patience, stopping);
            return ReadOutcome.End;
        }

        public void Dispose() => _over.Dispose();
    }
}
