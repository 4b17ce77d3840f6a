using SegEdge.Camera.Simulation;
using SegEdge.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>Another model between two frames: nothing is lost, and one that is no good is gone before anybody misses a result.</summary>
public sealed class HotSwapTests
{
    private static readonly SwapTerms Patient = new(8, TimeSpan.FromMinutes(1), 0);

    private readonly List<(long Number, string Version)> _served = [];

    [Fact]
    public async Task UnderLoadOnTheSimulatedCamera_ModelsChange_AndNoResultIsDropped()
    {
        const int frames = 240;
        using var rig = new SwapRig(Simulated(frames), Sink(), explained: true);
        var run = rig.RunAsync();
        await rig.Sink.Frames.Reaches(1);
        var outcomes = new List<SwapOutcome>();
        List<ServingModel> models = [rig.Slot.Current];
        for (var i = 2; i <= 5; i++)
        {
            models.Add(rig.Open(TinyOnnx.Logits(16, 8), $"{i}"));
            outcomes.Add(await rig.Slot.OfferAsync(models[^1], Patient));
        }
        await run;

        rig.AssertNothingLost(frames);
        Assert.All(outcomes, o => Assert.Equal((true, "8 frames were good"), (o.Accepted, o.Reason)));
        Assert.Equal(["1", "2", "3", "4", "5"], _served.Select(s => s.Version).Distinct());
        Assert.Equal(_served.Select(s => s.Version).Order(StringComparer.Ordinal), _served.Select(s => s.Version)); // never back to an old one
        Assert.Equal((4L, 0L), (rig.Slot.Accepted, rig.Slot.RolledBack));
        Assert.Equal("5", rig.Slot.Current.Package.Manifest.Version);
        Assert.Equal([true, true, true, true, false], models.Select(m => m.IsDisposed));
    }

    [Fact]
    public async Task AModelWithScoresThatAreNotFinite_IsRolledBack_AndTheOldOneSegmentsThatVeryFrame()
    {
        using var source = new ScriptedSource(SourceKind.File);
        using var rig = new SwapRig(source, Sink());
        var run = rig.RunAsync();
        source.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        var swap = rig.Slot.OfferAsync(rig.Open(TinyOnnx.NotANumberWhenDark(16, 8), "2"), Patient);
        source.Show(White, White, Black, Red).End();
        await run;

        var outcome = await swap;
        Assert.False(outcome.Accepted);
        Assert.Contains("frame 3: the model's scores hold NaN or infinity", outcome.Reason);
        rig.AssertNothingLost(5);
        Assert.Equal([(0, "1"), (1, "2"), (2, "2"), (3, "1"), (4, "1")], _served);
        Assert.Equal((0L, 1L), (rig.Slot.Accepted, rig.Slot.RolledBack));
    }

    [Fact]
    public async Task AModelThatThrows_IsRolledBack_AndTheOldOneSegmentsThatVeryFrame()
    {
        using var source = new ScriptedSource(SourceKind.File);
        using var rig = new SwapRig(source, Sink(), explained: true);
        var run = rig.RunAsync();
        source.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        var swap = rig.Slot.OfferAsync(rig.Open(TinyOnnx.ThrowsWhenBright(16, 8), "2"), Patient);
        source.Show(Red, White, Red, Red).End();
        await run;

        Assert.Contains("frame 2: ONNX Runtime:", (await swap).Reason);
        rig.AssertNothingLost(5);
        Assert.Equal(["1", "2", "1", "1", "1"], _served.Select(s => s.Version));
    }

    [Fact]
    public async Task AModelThatIsTooSlow_IsRolledBack_AndItsFramesCount()
    {
        using var source = new ScriptedSource(SourceKind.File);
        using var rig = new SwapRig(source, Sink());
        source.Show([.. Enumerable.Repeat(Red, 12)]).End();
        var swap = rig.Slot.OfferAsync(rig.Open(TinyOnnx.Logits(16, 8), "2"), new SwapTerms(10, TimeSpan.Zero, MostLate: 2));
        await rig.RunAsync();

        var outcome = await swap;
        Assert.Matches("3 of its first 3 frames took longer than 0 ms", outcome.Reason);
        rig.AssertNothingLost(12);
        Assert.Equal(["2", "2", "2", "1"], _served.Select(s => s.Version).Take(4));
    }

    [Fact]
    public async Task AnotherModelsClassesAndTracks_BeginAnew_AndNoTrackNumberComesTwice()
    {
        using var source = new ScriptedSource(SourceKind.File);
        var tracks = new List<(string Version, int Track)>();
        using var rig = new SwapRig(source, Sink(result => tracks.AddRange(result.Regions.Select(r => (result.ServedBy.Package.Manifest.Version, r.Track)))));
        var run = rig.RunAsync();
        source.Show(RedPatch, RedPatch);
        await rig.Sink.Frames.Reaches(2);
        var swap = rig.Slot.OfferAsync(rig.Open(TinyOnnx.TwoHeads(16, 8), "2"), Patient);
        source.Show([.. Enumerable.Repeat(RedPatch, 9)]).End();
        await run;

        Assert.True((await swap).Accepted);
        rig.AssertNothingLost(11);
        var (old, young) = (tracks.Where(t => t.Version == "1").Select(t => t.Track), tracks.Where(t => t.Version == "2").Select(t => t.Track));
        Assert.Equal(2, rig.Sink.Summaries.Last().Heads.Count);
        Assert.True(young.Min() > old.Max(), $"{string.Join(' ', old)} | {string.Join(' ', young)}");
    }

    [Fact]
    public async Task AFrameThatWasAskedFor_IsFlagged_AlsoByTheModelThatCameMeanwhile()
    {
        using var source = new ScriptedSource(SourceKind.File);
        using var rig = new SwapRig(source, Sink());
        var old = rig.Slot.Current.Policy;
        var run = rig.RunAsync();
        source.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        old.Trigger();
        var swap = rig.Slot.OfferAsync(rig.Open(TinyOnnx.Logits(16, 8), "2"), Patient);
        source.Show([.. Enumerable.Repeat(Red, 9)]);
        Assert.True((await swap).Accepted);
        await rig.Sink.Frames.Reaches(10);
        old.Trigger(); // by somebody who still holds it
        source.Show(Red).End();
        await run;
        Assert.Equal(2, rig.Metrics.Flagged);
    }

    [Fact]
    public async Task AnEndInTheMiddle_TellsWhoWaits_AndASecondOfferIsRefused()
    {
        using var source = new ScriptedSource(SourceKind.File);
        using var rig = new SwapRig(source, Sink());
        var first = rig.Slot.OfferAsync(rig.Open(TinyOnnx.Logits(16, 8), "2"), Patient);
        var second = await rig.Slot.OfferAsync(rig.Open(TinyOnnx.Logits(16, 8), "3"), Patient);
        Assert.Equal((false, "Another model is on trial; wait for its end."), (second.Accepted, second.Reason));
        source.Show(Red, Red).End();
        await rig.RunAsync();
        Assert.False((await first).Accepted);
        Assert.Contains("The pictures ended", (await first).Reason);
        Assert.Contains("have ended", (await rig.Slot.OfferAsync(rig.Open(TinyOnnx.Logits(16, 8), "4"), Patient)).Reason);
        rig.AssertNothingLost(2);
    }

    private RecordingSink Sink(Action<FrameResult>? also = null) => new()
    {
        OnFrame = result =>
        {
            _served.Add((result.Summary.Number, result.ServedBy.Package.Manifest.Version));
            also?.Invoke(result);
            return ValueTask.CompletedTask;
        },
    };

    private static SimulatedSource Simulated(int frames) =>
        new(new SimulationOptions { Width = 160, Height = 96, Seed = 900_000, Mode = SourceKind.File, FrameCount = frames }, TimeProvider.System);
}
