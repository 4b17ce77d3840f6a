using Microsoft.Extensions.Time.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>Results of the past: published and counted, and marked as nothing to act on.</summary>
public sealed class StalePipelineTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task AYoungFrame_IsNotStale_HoweverLongAgoTheOneBeforeWas()
    {
        var stale = new List<(long Number, bool Stale, TimeSpan Age)>();
        var sink = new RecordingSink { OnFrame = result => Note(stale, result) };
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, sink: sink, time: _time, maxAge: Budget);
        var run = rig.RunAsync();
        await ShowAsync(source, rig, 0); // young: while it is published, two seconds go by
        await ShowAsync(source, rig, 1); // captured after them
        source.End();
        await run;

        Assert.Equal([(0, false, TimeSpan.Zero), (1, false, TimeSpan.Zero)], stale);
        Assert.Equal(0, rig.Metrics.Stale);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WhatGrowsOldWhileItWaits_IsPublishedAsStale_AndCounted()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stale = new List<(long Number, bool Stale, TimeSpan Age)>();
        var sink = new RecordingSink
        {
            OnFrame = async result =>
            {
                stale.Add((result.Summary.Number, result.Stale, result.Age));
                await release.Task.WaitAsync(Count.Patience);
            },
        };
        using var source = new ScriptedSource(SourceKind.Live);
        using var rig = new PipelineRig(source, sink: sink, rules: [PipelineRig.EveryFrame], time: _time, maxAge: Budget);
        var run = rig.RunAsync();
        source.Show(RedPatch);
        await rig.Sink.Frames.Reaches(1); // the sink holds it
        source.Show(RedPatch);
        await source.Asked.Reaches(3); // captured at time zero
        _time.Advance(TimeSpan.FromSeconds(2));
        release.SetResult();
        await rig.Sink.Frames.Reaches(2);
        source.End();
        await run;

        Assert.Equal(2, stale.Count);
        Assert.False(stale[0].Stale);
        Assert.True(stale[1].Stale);
        Assert.Equal(1, rig.Metrics.Stale);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AFilesFrames_AreNeverStale()
    {
        var sink = new RecordingSink { OnFrame = _ => Advance() };
        using var source = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(Red, 10)]).End();
        using var rig = new PipelineRig(source, sink: sink, time: _time, maxAge: Budget);
        await rig.RunAsync();
        Assert.Equal(10, rig.Sink.Numbers.Count());
        Assert.Equal(0, rig.Metrics.Stale);
    }

    private async Task ShowAsync(ScriptedSource source, PipelineRig rig, int number)
    {
        source.Show(Red);
        await rig.Sink.Frames.Reaches(number + 1);
        await Task.Run(() => _time.Advance(TimeSpan.FromSeconds(2)), TestContext.Current.CancellationToken);
    }

    private ValueTask Advance()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        return ValueTask.CompletedTask;
    }

    private static ValueTask Note(List<(long Number, bool Stale, TimeSpan Age)> stale, FrameResult result)
    {
        stale.Add((result.Summary.Number, result.Stale, result.Age));
        return ValueTask.CompletedTask;
    }
}
