using SegEdge.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>However a run ends, everything is returned and counted, and the caller learns why.</summary>
public sealed class PipelineEndingTests
{
    [Theory]
    [InlineData(SourceKind.File)]
    [InlineData(SourceKind.Live)]
    public async Task ASourceThatBreaks_TellsTheCaller_AndWhatWasReadIsPublished(SourceKind kind)
    {
        using var source = new ScriptedSource(kind).Show(Red).Break(new CameraException("cable is out"));
        using var rig = new PipelineRig(source);
        var e = await Assert.ThrowsAsync<CameraException>(() => rig.RunAsync());
        Assert.Equal("cable is out", e.Message);
        Assert.Equal([0], rig.Sink.Numbers);
        rig.AssertDrained();
    }

    [Fact]
    public async Task TooManyUnreadablePicturesInARow_AreABrokenCamera()
    {
        using var source = new ScriptedSource(SourceKind.File).Show(Red).Unreadable(2).Show(Red).Unreadable(3).Show(Red).End();
        using var rig = new PipelineRig(source, options: new PipelineOptions { MaxFaultsInARow = 3 });
        var e = await Assert.ThrowsAsync<CameraException>(() => rig.RunAsync());
        Assert.Contains("3 pictures in a row", e.Message);
        Assert.Contains("picture is torn", e.Message);
        Assert.Equal([0, 1], rig.Sink.Numbers);
        Assert.Equal(5, rig.Sink.Errors.Count);
        rig.AssertDrained();
    }

    [Theory]
    [InlineData(SourceKind.File)]
    [InlineData(SourceKind.Live)]
    public async Task TooManyFailedFramesInARow_EndTheRun_AlsoIfTheCameraIsSilent(SourceKind kind)
    {
        // Without an end: after the last picture the source waits, as a camera does that has gone away.
        using var source = new ScriptedSource(kind);
        using var rig = new PipelineRig(source, TinyOnnx.NotANumberWhenDark(16, 8), options: new PipelineOptions { MaxFaultsInARow = 2 });
        var run = rig.RunAsync();
        source.Show(Black);
        await rig.Sink.Failures.Reaches(1); // shown at once, the second could replace the first in the channel
        source.Show(Black);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => run);
        Assert.Contains("2 frames in a row", e.Message);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AFileWaitingForRoom_IsReleased_WhenSegmentationFails()
    {
        using var source = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(Black, 50)]).End();
        using var rig = new PipelineRig(source, TinyOnnx.NotANumberWhenDark(16, 8), options: new PipelineOptions { MaxFaultsInARow = 1, Frames = 4 });
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.RunAsync());
        Assert.Equal(1, rig.Metrics[Stage.Segment].Failed);
        rig.AssertDrained();
    }

    [Theory]
    [InlineData(4)] // capture waits for a buffer
    [InlineData(64)] // capture waits for room in the channel
    public async Task Cancellation_WithAStuckSink_CountsWhatItGivesUp(int frames)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = new RecordingSink { OnFrame = _ => new ValueTask(release.Task.WaitAsync(Count.Patience)) };
        using var source = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(Red, 20)]).End();
        using var rig = new PipelineRig(source, sink: sink, options: new PipelineOptions { Frames = frames });
        using var stop = new CancellationTokenSource();
        var run = rig.RunUntilAsync(stop.Token);
        await source.Asked.Reaches(4);
        await stop.CancelAsync();
        release.SetResult();
        await run;
        Assert.InRange(rig.Sink.Numbers.Count(), 1, 19);
        rig.AssertDrained();
    }

    [Fact]
    public async Task CancelledBeforeItBegins_ItEndsAtOnce()
    {
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source);
        await rig.RunUntilAsync(new CancellationToken(canceled: true));
        Assert.Empty(rig.Sink.Story);
        rig.AssertDrained();
    }
}
