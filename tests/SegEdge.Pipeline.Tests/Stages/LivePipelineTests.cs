using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A live camera and a sink that stands still: the world goes on, and what is lost is counted.</summary>
public sealed class LivePipelineTests
{
    private const int Pictures = 30;

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task WithAStuckSink_TheCameraNeverWaits_AndTheLawHolds()
    {
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, sink: StuckSink());
        var run = rig.RunAsync();
        await ShowAll(source, rig, Red);
        _release.SetResult();
        source.End();
        await run;

        Assert.Equal(Pictures, rig.Metrics[Stage.Capture].Received);
        var dropped = Enum.GetValues<Stage>().Sum(s => rig.Metrics[s].Dropped);
        Assert.Equal(Pictures, dropped + rig.Sink.Numbers.Count());
        Assert.True(dropped >= Pictures - 6, $"{dropped} dropped"); // the rest was under way
        Assert.Equal(rig.Sink.Numbers.Order(), rig.Sink.Numbers);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WhenSegmentationWaits_TheNewestWins_AndFlaggedFramesAreNeverDropped()
    {
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, sink: StuckSink(), rules: [PipelineRig.EveryFrame]);
        var run = rig.RunAsync();
        await ShowAll(source, rig, RedPatch);
        _release.SetResult();
        source.End();
        await run;

        var numbers = rig.Sink.Numbers.ToArray();
        Assert.Equal(0, numbers[0]);
        Assert.Equal(Pictures - 1, numbers[^1]);
        Assert.InRange(numbers.Length, 2, 4);
        Assert.Equal(0, rig.Metrics[Stage.Capture].Dropped);
        Assert.Equal(Pictures - numbers.Length, rig.Metrics[Stage.Segment].Dropped);
        Assert.Equal(0, rig.Metrics[Stage.Publish].Dropped);
        Assert.Equal(rig.Metrics[Stage.Segment].Processed, rig.Metrics.Flagged);
        Assert.Equal(numbers.Length, rig.Metrics.Flagged);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WithoutAFreeBuffer_ThePictureIsGivenUp_AtCapture()
    {
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, sink: StuckSink(), rules: [PipelineRig.EveryFrame], options: new PipelineOptions { Frames = 4 });
        var run = rig.RunAsync();
        await ShowAll(source, rig, RedPatch);
        _release.SetResult();
        source.End();
        await run;
        Assert.True(rig.Metrics[Stage.Capture].Dropped + rig.Metrics[Stage.Segment].Dropped >= Pictures - 4);
        Assert.Equal(Pictures, rig.Metrics[Stage.Capture].Received);
        rig.AssertDrained();
    }

    [Fact]
    public async Task Cancellation_EndsTheWaitForAPicture_AndPublishesWhatIsUnderWay()
    {
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source);
        using var stop = new CancellationTokenSource();
        var run = rig.RunUntilAsync(stop.Token);
        source.Show(Red);
        await source.Asked.Reaches(2);
        await stop.CancelAsync();
        await run;
        Assert.Equal([0], rig.Sink.Numbers);
        rig.AssertDrained();
    }

    private RecordingSink StuckSink() => new() { OnFrame = _ => new ValueTask(_release.Task.WaitAsync(Count.Patience)) };

    // One after the other: the pipeline is done with each before the next is there.
    private static async Task ShowAll(ScriptedSource source, PipelineRig rig, Testing.TestFrame.Paint picture)
    {
        for (var n = 0; n < Pictures; n++)
        {
            source.Show(picture);
            await source.Asked.Reaches(n + 2);
            if (n == 0) await rig.Sink.Frames.Reaches(1);
        }
    }
}
