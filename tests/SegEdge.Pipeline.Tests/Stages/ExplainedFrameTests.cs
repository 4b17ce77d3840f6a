using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>Every flagged frame gets exactly one answer, after the frame itself (<see cref="PipelineRig.AssertDrained"/> looks at both).</summary>
public sealed class ExplainedFrameTests
{
    private static ScriptedSource File => new(SourceKind.File);

    [Fact]
    public async Task AFlaggedFrame_IsExplained()
    {
        using var source = File.Show(Black, RedPatch, Black).End();
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: TimeProvider.System);
        await rig.RunAsync();
        var explained = Assert.Single(rig.Sink.Explained);
        Assert.Equal(1, explained.Number);
        Assert.Null(explained.SkippedBecause);
        Assert.Equal("class1", explained.Explanation!.Target.ClassName);
        Assert.Equal(32, explained.Explanation.Target.Region.Area);
        Assert.Equal(ExplainStatus.Ok, explained.Explanation.Status);
        Assert.Equal(new StageCounts(1, 1, 0, 0), rig.Metrics[Stage.Explain]);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WhileTheLaneIsBusy_TheNextIsSkipped_AndToldWithWhat()
    {
        var clock = new GatedClock();
        var sink = new RecordingSink
        {
            OnExplained = explained =>
            {
                if (explained.Number == 1) clock.Open();
                return ValueTask.CompletedTask;
            },
        };
        using var source = File.Show(RedPatch, RedPatch).End();
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: clock, sink: sink);
        await rig.RunAsync();
        Assert.Equal([1, 0], sink.Explained.Select(e => e.Number));
        Assert.Equal("the lane was busy with frame 0", sink.Explained.First().SkippedBecause);
        Assert.NotNull(sink.Explained.Last().Explanation);
        Assert.Equal(new StageCounts(2, 1, 1, 0), rig.Metrics[Stage.Explain]);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WhileTheLaneIsBusy_AnAnswerOfAMomentAgo_IsShownAsStale()
    {
        var clock = new GatedClock();
        clock.Open();
        using var source = new ScriptedSource(SourceKind.Live).Show(RedPatch);
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: clock);
        var run = rig.RunAsync();
        await rig.Sink.Explanations.Reaches(1);
        clock.Close();
        source.Show(RedPatch);
        await clock.Asked.Reaches(clock.Asked.Value + 1); // it is explaining frame 1
        source.Show(RedPatch).End();
        await rig.Sink.Explanations.Reaches(2);
        clock.Open();
        await run;

        Assert.Equal([0, 2, 1], rig.Sink.Explained.Select(e => e.Number));
        var (made, shown) = (rig.Sink.Explained.First().Explanation!, rig.Sink.Explained.ElementAt(1).Explanation!);
        Assert.Equal((ExplainStatus.Stale, 2.0), (shown.Status, shown.Age.Frames - made.Age.Frames));
        Assert.Equal("made for frame 0, 2 frames earlier, and not measured on this one: the lane was busy with frame 1", shown.Reason);
        Assert.Same(made.Map, shown.Map);
        Assert.Equal(new StageCounts(3, 2, 1, 0), rig.Metrics[Stage.Explain]);
        rig.AssertDrained();
    }

    [Fact]
    public async Task WithoutALane_TheReasonSaysSo()
    {
        using var source = File.Show(RedPatch, RedPatch).End();
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea]);
        await rig.RunAsync();
        Assert.All(rig.Sink.Explained, e => Assert.Contains("Explain:Enabled", e.SkippedBecause));
        Assert.Equal(["frame 0", "explained 0", "frame 1", "explained 1"], rig.Sink.Story);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AFlagWithoutAQuestion_IsSkipped()
    {
        using var source = File.Show(RedPatch, Black).End();
        using var rig = new PipelineRig(source, laneTime: TimeProvider.System,
            rules: [new FlagRuleOptions { Kind = FlagRuleKind.Disappears, Class = "class1", Bound = 0.1f, HoldFrames = 1 }]);
        await rig.RunAsync();
        Assert.Contains("not in the frame", Assert.Single(rig.Sink.Explained).SkippedBecause);
        rig.AssertDrained();
    }

    [Fact]
    public async Task TheMostSevereFlagThatHasAQuestion_IsTheOneExplained()
    {
        using var source = File.Show(Black, RedPatch, Black).End();
        using var rig = new PipelineRig(source, laneTime: TimeProvider.System, rules:
        [
            PipelineRig.EveryFrame with { Every = 2 },
            PipelineRig.RedArea with { Severity = FlagSeverity.Alert, Name = "alert" },
        ]);
        await rig.RunAsync();
        Assert.Equal("alert", Assert.Single(rig.Sink.Explained).Flag.Rule);
        rig.AssertDrained();
    }

    [Fact]
    public async Task Cancellation_EndsARunningExplanation_AsSkipped()
    {
        var clock = new GatedClock();
        using var source = new ScriptedSource(SourceKind.Live).Show(RedPatch);
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: clock);
        using var stop = new CancellationTokenSource();
        var run = rig.RunUntilAsync(stop.Token);
        await clock.Asked.Reaches(1); // it is running
        await stop.CancelAsync();
        clock.Open();
        await run;
        Assert.Contains("stopping", Assert.Single(rig.Sink.Explained).SkippedBecause);
        Assert.Equal(new StageCounts(1, 0, 1, 0), rig.Metrics[Stage.Explain]);
        rig.AssertDrained();
    }

    [Fact]
    public async Task AnExplanationThatFails_IsToldAndCounted_AndTheLaneGoesOn()
    {
        var clock = new GatedClock { Failures = 1 };
        clock.Open();
        // The second is shown only after the first is answered: otherwise the lane would be busy.
        using var source = new ScriptedSource(SourceKind.Live).Show(RedPatch);
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: clock);
        var run = rig.RunAsync();
        await rig.Sink.Explanations.Reaches(1);
        source.Show(RedPatch).End();
        await run;
        Assert.Equal("failed: the clock stopped", rig.Sink.Explained.First().SkippedBecause);
        Assert.NotNull(rig.Sink.Explained.Last().Explanation);
        Assert.Equal(new StageCounts(2, 1, 0, 1), rig.Metrics[Stage.Explain]);
        rig.AssertDrained();
    }

    [Fact]
    public async Task Masks_AreTheSameBits_WhetherExplanationsRunOrNot()
    {
        var without = await MasksOf(laneTime: null);
        var with = await MasksOf(TimeProvider.System);
        Assert.Equal(20, without.Count);
        for (var n = 0; n < 20; n++)
        {
            Assert.Equal(without[n].Classes, with[n].Classes);
            Assert.True(without[n].Margins.AsSpan().SequenceEqual(with[n].Margins));
        }
    }

    private static async Task<List<(byte[] Classes, float[] Margins)>> MasksOf(TimeProvider? laneTime)
    {
        var masks = new List<(byte[], float[])>();
        var sink = new RecordingSink
        {
            OnFrame = result =>
            {
                masks.Add((result.Segmentation.Heads[0].Classes.ToArray(), result.Segmentation.Heads[0].Margins.ToArray()));
                return ValueTask.CompletedTask;
            },
        };
        using var source = File.Show([.. Enumerable.Range(0, 20).Select(n => (Testing.TestFrame.Paint)((x, y) =>
            ((byte)(x * n), (byte)(y * 20), x < 8 ? (byte)250 : (byte)(n * 9))))]).End();
        using var rig = new PipelineRig(source, rules: [PipelineRig.RedArea], laneTime: laneTime, sink: sink);
        await rig.RunAsync();
        if (laneTime is not null) Assert.Contains(sink.Explained, e => e.Explanation is not null);
        rig.AssertDrained();
        return masks;
    }
}
