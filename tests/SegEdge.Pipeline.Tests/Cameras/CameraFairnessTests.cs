using Microsoft.Extensions.Time.Testing;
using SegEdge.Pipeline.Tests.Stages;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>No camera lives at another's expense: neither its turn at the model, nor its place before the sinks, nor its age.</summary>
public sealed class CameraFairnessTests : IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private readonly FakeTimeProvider _time = new();

    // While the model is held up, one camera sends thirty pictures and the others one each. Then turns are given one by one.
    [Fact]
    public async Task AfterAJam_EachCameraIsServedOnce_BeforeTheFastOneIsServedAgain()
    {
        string[] names = ["fast", "b", "c", "d"];
        var sources = names.Select(_ => new ScriptedSource(SourceKind.Live)).ToArray();
        using var rig = new CamerasRig([.. names.Zip(sources, (n, s) => new PipelineCamera(n, s))], GatedSink(), rules: [PipelineRig.EveryFrame]);
        var run = rig.RunAsync();
        sources[0].Show(Red);
        await rig.Sink.Frames.Reaches(1); // the sink holds it
        await ShowAsync(sources[0], 2);
        await Testing.Eventually.TrueAsync(() => rig.Metrics.Of("fast")![Stage.Segment].Processed == 2, "its second frame holds up the reading");
        await ShowAsync(sources[0], 3);
        await Testing.Eventually.TrueAsync(() => rig.Activity.BusyFor(Stage.Segment) is not null, "its third was run and holds up the model");
        for (var n = 4; n <= 31; n++) await ShowAsync(sources[0], n);
        foreach (var source in sources[1..]) await ShowAsync(source, 1);
        _gate.Release(1000);
        await rig.Sink.Frames.Reaches(7);
        foreach (var source in sources) source.End();
        await run;

        Assert.Equal(["fast", "fast", "fast", "b", "c", "d", "fast"], rig.Sink.Shown.Select(s => s.Camera));
        Assert.Equal(30, rig.Sink.NumbersOf("fast")[^1]);
        rig.AssertDrained();
    }

    // A sink that is half as fast as the model would, with one place for all, take every second result: of two cameras always the same one's.
    [Fact]
    public async Task ASlowSink_ShowsEveryCameraAlike()
    {
        const int rounds = 40;
        var queue = new ResultQueue(2);
        using var metrics = new PipelineMetrics();
        CameraFeed[] feeds = [Feed(0, "left", metrics), Feed(1, "right", metrics)];
        var shown = new int[2];
        for (var n = 0; n < rounds; n++)
        {
            queue.TryAdd(Result(feeds[n % 2], n)); // the model: left, right, left, right
            if (n % 2 == 1 && await queue.WaitAsync() && queue.TryTake(out var result)) shown[result.Frame!.Feed!.Index]++;
        }
        Assert.Equal([rounds / 4, rounds / 4], shown);
    }

    [Fact]
    public void NeitherPlaceBeforeTheSinks_Allocates()
    {
        var queue = new ResultQueue(2);
        using var metrics = new PipelineMetrics();
        FrameResult[] results = [Result(Feed(0, "left", metrics), 0), Result(Feed(1, "right", metrics), 0)];
        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            Assert.True(queue.TryAdd(results[0]));
            Assert.True(queue.TryAdd(results[1]));
            if (!queue.TryTake(out _) || !queue.TryTake(out _)) throw new InvalidOperationException("two were added");
        }
    }

    [Fact]
    public async Task ACameraOfWhichEveryFrameIsFlagged_KeepsNoOtherFromBeingShown()
    {
        using ScriptedSource red = new(SourceKind.File), black = new(SourceKind.Live);
        red.Show([.. Enumerable.Repeat(RedPatch, 40)]).End();
        using var rig = new CamerasRig([new("red", red), new("black", black)], GatedSink(), rules: [PipelineRig.RedArea]);
        var run = rig.RunAsync();
        await rig.Sink.Frames.Reaches(1); // and it stands still there
        await Testing.Eventually.TrueAsync(() => rig.Metrics.Of("red")![Stage.Segment].Processed == 2, "red waits before the sink");
        black.Show(Black); // not flagged: without a place it would give way
        await black.Asked.Reaches(2);
        _gate.Release(2); // red's third was run before black came, and waits to be read
        await Testing.Eventually.TrueAsync(() => rig.Metrics.Of("black")![Stage.Segment].Processed == 1, "its turn came");
        _gate.Release(1000);
        await rig.Sink.Frames.Reaches(41);
        black.End();
        await run;
        Assert.Equal([0], rig.Sink.NumbersOf("black"));
        Assert.Equal(40, rig.Sink.NumbersOf("red").Count);
        rig.AssertDrained();
    }

    [Fact]
    public async Task EachCamera_HasAnAgeBudgetOfItsOwn()
    {
        using ScriptedSource strict = new(SourceKind.Live), patient = new(SourceKind.Live), film = new(SourceKind.File);
        using var rig = new CamerasRig(
            [new("strict", strict, TimeSpan.FromSeconds(1)), new("patient", patient, TimeSpan.FromSeconds(5)), new("film", film, TimeSpan.FromSeconds(1))],
            GatedSink(), rules: [PipelineRig.EveryFrame], time: _time);
        var run = rig.RunAsync();
        patient.Show(Red);
        await rig.Sink.Frames.Reaches(1); // the sink holds it
        await ShowAsync(strict, 1); // all of them captured at time zero
        await ShowAsync(patient, 2);
        await ShowAsync(film, 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        _gate.Release(1000);
        await rig.Sink.Frames.Reaches(4);
        foreach (var source in (ScriptedSource[])[strict, patient, film]) source.End();
        await run;

        Assert.Equal([("film", false), ("patient", false), ("strict", true)], rig.Sink.Shown.Skip(1).Select(s => (s.Camera, s.Stale)).Order());
        Assert.Equal([1L, 0, 0], rig.Metrics.Cameras.Select(c => c.Stale));
        rig.AssertDrained();
    }

    // At half the rate the model rests half the time, whichever camera it worked for, and they share what it does.
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 54)]
    [InlineData(4, 27)]
    public void AtALowerRate_TheModelRestsForAllCamerasTogether(int oneOf, int segmented)
    {
        var throttle = new PipelineThrottle { OneOf = oneOf };
        var thinnings = Enumerable.Range(0, 3).Select(_ => new FrameThinning(throttle, _time, cameras: 3)).ToArray();
        var served = new int[3];
        var start = _time.GetTimestamp();
        for (var n = 0; _time.GetElapsedTime(start) < TimeSpan.FromSeconds(10); n++)
        {
            var camera = n % 3;
            if (thinnings[camera].SkipReason() is not null)
            {
                _time.Advance(TimeSpan.FromMilliseconds(11)); // a picture of three cameras at thirty a second
                continue;
            }
            thinnings[camera].Began();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            thinnings[camera].Ended();
            served[camera]++;
        }
        Assert.InRange(served.Sum(), segmented - 5, segmented + 5);
        Assert.InRange(served.Max() - served.Min(), 0, 1);
    }

    public void Dispose() => _gate.Dispose();

    private static CameraFeed Feed(int index, string name, PipelineMetrics metrics) =>
        new(index, new PipelineCamera(name, new ScriptedSource(SourceKind.Live)), 2, 4, metrics.Add(name), new PipelineThrottle(), TimeProvider.System);

    private static FrameResult Result(CameraFeed feed, long number) =>
        new(null!, null!, null!, new SegmentationSummary(number, default, 0, default, [], "cpu", default), [])
        {
            ServedBy = null!,
            Feed = feed,
        };

    private CameraSink GatedSink() => new()
    {
        OnFrame = async _ => Assert.True(await _gate.WaitAsync(Count.Patience), "the test never opened the gate"),
    };

    // One after the other: the pipeline is done with each before the next is there.
    private static Task ShowAsync(ScriptedSource source, int nth)
    {
        source.Show(RedPatch);
        return source.Asked.Reaches(nth + 1);
    }
}
