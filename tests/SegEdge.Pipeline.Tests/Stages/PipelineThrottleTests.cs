using Microsoft.Extensions.Time.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>Less work on demand: what is left out is counted and told, and the laws hold as ever.</summary>
public sealed class PipelineThrottleTests
{
    private readonly PipelineThrottle _throttle = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 15)]
    [InlineData(4, 7)]
    public void AFastModel_GetsOneOfNPictures(int oneOf, int segmented)
    {
        _throttle.OneOf = oneOf;
        Assert.Equal(segmented, SegmentedOf(pictures: 30, each: TimeSpan.FromMilliseconds(33), work: TimeSpan.FromMilliseconds(5)));
    }

    // A hundred pictures in 3.3 s: a model that takes 100 ms does 33 of them, at half the share 17, though a picture always waits for it.
    [Theory]
    [InlineData(1, 33)]
    [InlineData(2, 16)]
    [InlineData(4, 8)]
    public void ASlowModel_WorksForItsShareOfTheTime(int oneOf, int segmented)
    {
        _throttle.OneOf = oneOf;
        Assert.InRange(SegmentedOf(pictures: 100, each: TimeSpan.FromMilliseconds(33), work: TimeSpan.FromMilliseconds(100)), segmented - 1, segmented + 1);
    }

    [Fact]
    public async Task WhilePaused_TheCameraGoesOn_AndEveryPictureIsCountedAsHeldBack()
    {
        _throttle.Paused = true;
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, throttle: _throttle);
        var run = rig.RunAsync();
        for (var n = 0; n < 10; n++)
        {
            source.Show(Red);
            await source.Asked.Reaches(n + 2);
        }
        await Testing.Eventually.TrueAsync(() => rig.Metrics[Stage.Segment].InFlight == 0, "the stage has seen what was captured");
        Assert.Empty(rig.Sink.Numbers);
        Assert.Equal(rig.Metrics[Stage.Segment].Received, rig.Metrics[Stage.Segment].Dropped);
        Assert.True(rig.Metrics.HeldBack > 0);

        _throttle.Paused = false;
        source.Show(Red).End();
        await run;
        Assert.Equal([10], rig.Sink.Numbers);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AFile_LosesNothing()
    {
        (_throttle.Paused, _throttle.OneOf) = (true, 4);
        using var source = new ScriptedSource(SourceKind.File).Show(Black, Red, Black, Red).End();
        using var rig = new PipelineRig(source, throttle: _throttle);
        await rig.RunAsync();
        Assert.Equal([0, 1, 2, 3], rig.Sink.Numbers);
        Assert.Equal(0, rig.Metrics.HeldBack);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WithExplanationsOff_EveryFlaggedFrameIsToldWhy_AndOnAgain_ItIsExplained()
    {
        _throttle.ExplanationsOff = "too hot";
        var sink = new RecordingSink
        {
            OnExplained = _ =>
            {
                _throttle.ExplanationsOff = null;
                return ValueTask.CompletedTask;
            },
        };
        using var source = new ScriptedSource(SourceKind.Live).Show(RedPatch);
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: TimeProvider.System, sink: sink, throttle: _throttle);
        var run = rig.RunAsync();
        await sink.Explanations.Reaches(1);
        source.Show(RedPatch).End();
        await run;
        var (off, on) = (rig.Sink.Explained.First(), rig.Sink.Explained.Last());
        Assert.Equal(("too hot", null), (off.SkippedBecause, off.Explanation));
        Assert.NotNull(on.Explanation);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AStage_IsBusyAsLongAsItHasSomethingInHand_AndNoLonger()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new ScriptedSource(SourceKind.Live).Show(Red);
        using var rig = new PipelineRig(source, sink: new RecordingSink { OnFrame = _ => new ValueTask(release.Task.WaitAsync(Count.Patience)) });
        var run = rig.RunAsync();
        await rig.Sink.Frames.Reaches(1);
        Assert.NotNull(rig.Activity.BusyFor(Stage.Publish));
        Assert.Null(rig.Activity.BusyFor(Stage.Explain));
        release.SetResult();
        source.End();
        await run;
        Assert.All(Enum.GetValues<Stage>(), stage => Assert.Null(rig.Activity.BusyFor(stage)));
    }

    /// <summary>A camera and a model that takes its time; while it works, newer pictures replace the one that waits.</summary>
    private int SegmentedOf(int pictures, TimeSpan each, TimeSpan work)
    {
        var thinning = new FrameThinning(_throttle, _time);
        var (start, segmented) = (_time.GetTimestamp(), 0);
        for (var n = 0; n < pictures; n++)
        {
            var due = each * n;
            if (_time.GetElapsedTime(start) is var now && now > due + each) continue; // replaced by a newer one
            if (due > now) _time.Advance(due - now);
            if (thinning.SkipReason() is not null) continue;
            thinning.Began();
            _time.Advance(work);
            thinning.Ended();
            segmented++;
        }
        return segmented;
    }
}
