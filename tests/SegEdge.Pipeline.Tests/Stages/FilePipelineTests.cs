using SegEdge.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>received = processed + dropped + failed + in flight, and a file loses nothing.</summary>
public sealed class FilePipelineTests
{
    [Fact]
    public async Task EveryPicture_IsCountedOnce_AtEveryStage()
    {
        var sink = new RecordingSink { OnFrame = result => result.Summary.Number == 2 ? throw new IOException("disk is full") : ValueTask.CompletedTask };
        var second = new RecordingSink();
        using var source = new ScriptedSource(SourceKind.File)
            .Show(Red).Unreadable().Show(Black, Red, White).Unreadable(2).Show(Red).End();
        using var rig = new PipelineRig(source, TinyOnnx.NotANumberWhenDark(16, 8), sink: sink, others: [second]);
        await rig.RunAsync();

        Assert.Equal(new StageCounts(8, 5, 0, 3), rig.Metrics[Stage.Capture]);
        Assert.Equal(new StageCounts(5, 4, 0, 1), rig.Metrics[Stage.Segment]);
        Assert.Equal(new StageCounts(4, 3, 0, 1), rig.Metrics[Stage.Publish]);
        Assert.Equal(default, rig.Metrics[Stage.Explain]);
        Assert.Equal([0, 2, 3, 4], sink.Numbers);
        Assert.Equal([0, 2, 3, 4], second.Numbers); // one sink's trouble is not the other's
        rig.AssertDrained();
    }

    [Fact]
    public async Task AnError_TellsAfterWhichPicture()
    {
        using var source = new ScriptedSource(SourceKind.File).Unreadable().Show(Red, Black, Red).Unreadable().End();
        using var rig = new PipelineRig(source, TinyOnnx.NotANumberWhenDark(16, 8));
        await rig.RunAsync();
        Assert.Equal([-1, 1, 2], rig.Sink.Errors.Select(e => e.Number).Order());
        Assert.All(rig.Sink.Errors.Where(e => e.Stage == Stage.Capture), e => Assert.Equal("picture is torn", e.Message));
        Assert.Contains("NaN", Assert.Single(rig.Sink.Errors, e => e.Stage == Stage.Segment).Message);
    }

    [Fact]
    public async Task AFrameThatTheRuntimeRefuses_IsOneFailure_AndTheNextFollows()
    {
        using var source = new ScriptedSource(SourceKind.File).Show(Red, White, Red).End();
        using var rig = new PipelineRig(source, TinyOnnx.ThrowsWhenBright(16, 8));
        await rig.RunAsync();
        Assert.Equal([0, 2], rig.Sink.Numbers);
        Assert.Equal(1, Assert.Single(rig.Sink.Errors).Number);
        rig.AssertDrained();
    }

    [Fact]
    public async Task ASlowSink_LosesNothing_AndOrderIsKept()
    {
        var sink = new RecordingSink { OnFrame = async _ => await Task.Yield() };
        using var source = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(RedPatch, 60)]).End();
        using var rig = new PipelineRig(source, sink: sink, rules: [PipelineRig.RedArea]);
        await rig.RunAsync();
        Assert.Equal(Enumerable.Range(0, 60).Select(n => (long)n), sink.Numbers);
        Assert.Equal(60, rig.Metrics.Flagged);
        Assert.InRange(rig.Model.Maps.Made, 1, 6);
        Assert.Equal(0, rig.Pool.Growths);
        rig.AssertDrained();
    }

    [Fact]
    public async Task TheFewestFrames_AreEnough()
    {
        using var source = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(RedPatch, 40)]).End();
        using var rig = new PipelineRig(source, options: new PipelineOptions { Frames = 4 }, rules: [PipelineRig.RedArea], laneTime: TimeProvider.System);
        await rig.RunAsync();
        Assert.Equal(40, rig.Sink.Numbers.Count());
        rig.AssertDrained();
    }

    [Fact]
    public async Task MaxFrames_EndsTheRun_AfterThatManyPictures()
    {
        using var source = new ScriptedSource(SourceKind.File).Show(Red).Unreadable().Show(Red, Red, Red); // without an end
        using var rig = new PipelineRig(source, options: new PipelineOptions { MaxFrames = 3 });
        await rig.RunAsync();
        Assert.Equal([0, 1, 2], rig.Sink.Numbers);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WithoutPictures_TheRunJustEnds()
    {
        using var source = new ScriptedSource(SourceKind.File).End();
        using var rig = new PipelineRig(source);
        await rig.RunAsync();
        Assert.Empty(rig.Sink.Story);
        rig.AssertDrained();
    }

    [Fact]
    public async Task ASinkThatThrowsOnEverything_KeepsNobodyFromAnything()
    {
        using var source = new ScriptedSource(SourceKind.File).Show(RedPatch, RedPatch).Unreadable().End();
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], others: [new BrokenSink()]);
        await rig.RunAsync();
        Assert.Equal(2, rig.Metrics[Stage.Publish].Failed);
        Assert.Equal(2, rig.Sink.Explained.Count);
        Assert.Single(rig.Sink.Errors);
        rig.AssertDrained();
    }

    private sealed class BrokenSink : IResultSink
    {
        public ValueTask FrameAsync(FrameResult result) => throw new IOException("frame");

        public ValueTask ExplainedAsync(ExplainedFrame explained) => ValueTask.FromException(new IOException("explained"));

        public ValueTask FailedAsync(StageError failure) => throw new IOException("failed");
    }
}
