using SegEdge.Pipeline.Tests.Stages;
using SegEdge.Testing;
using static SegEdge.Pipeline.Tests.Stages.ScriptedSource;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>Several cameras, one model: each has its own ledger, and what happens to one happens to no other.</summary>
public sealed class CameraLawTests
{
    // Two to five cameras, files and live ones, of random speeds, with pictures that are torn; sinks that take their time.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task AtRandomSpeeds_TheLawHoldsForEachCamera_AndFilesLoseNothing(int seed)
    {
        var random = new Random(seed);
        var sources = Enumerable.Range(0, random.Next(2, 6)).Select(_ => new RestlessSource(random.Next(2) == 0 ? SourceKind.File : SourceKind.Live, random.Next(20, 80), random.Next())).ToArray();
        var busy = new Random(random.Next());
        var sink = new CameraSink
        {
            OnFrame = async _ =>
            {
                for (var i = busy.Next(8); i > 0; i--) await Task.Yield();
                if (busy.Next(15) == 0) throw new IOException("disk is full");
            },
        };
        using var rig = new CamerasRig([.. sources.Select((s, i) => new PipelineCamera($"camera-{i}", s))], sink, rules: [PipelineRig.EveryFrame with { Every = 7 }], options: new PipelineOptions { Frames = 4 });
        await rig.RunAsync();

        foreach (var (source, counts) in sources.Zip(rig.Metrics.Cameras))
        {
            Assert.Equal(source.Pictures, counts[Stage.Capture].Received);
            Assert.Equal(source.Torn, counts[Stage.Capture].Failed);
            Assert.Equal(source.Torn, sink.Errors.Count(e => e.Camera == counts.Camera));
            Assert.Equal("its pictures have ended", counts.Ended);
            if (source.Kind == SourceKind.Live) continue;
            Assert.Equal(Enumerable.Range(0, source.Pictures - source.Torn).Select(n => (long)n), sink.NumbersOf(counts.Camera));
            Assert.Equal(0, Enum.GetValues<Stage>().Where(s => s != Stage.Explain).Sum(s => counts[s].Dropped));
        }
        AssertDrainedButForThrowingSinks(rig);
    }

    [Fact]
    public async Task EachCamerasMasks_AreThoseOfARunAlone()
    {
        var together = new CameraSink();
        using (var rig = new CamerasRig([Film("left", 1, 16, 8), Film("right", 2, 40, 20), Film("rear", 3, 24, 24)], together))
        {
            await rig.RunAsync();
            rig.AssertDrained();
        }
        foreach (var camera in (PipelineCamera[])[Film("left", 1, 16, 8), Film("right", 2, 40, 20), Film("rear", 3, 24, 24)])
        {
            var alone = new CameraSink();
            using var rig = new CamerasRig([camera], alone);
            await rig.RunAsync();
            Assert.Equal(25, alone.Shown.Count);
            foreach (var (mine, same) in alone.Shown.Zip(together.Shown.Where(s => s.Camera == camera.Name)))
                Assert.Equal((mine.Number, Convert.ToHexString(mine.Classes)), (same.Number, Convert.ToHexString(same.Classes)));
        }
    }

    [Fact]
    public async Task TwoThatSeeTheSame_HaveTracksOfTheirOwn_WhichLast()
    {
        using var rig = new CamerasRig([Steady("left", 12), Steady("right", 12)], new CameraSink());
        await rig.RunAsync();
        var tracks = rig.Sink.Shown.ToLookup(s => s.Camera, s => s.Tracks);
        var (left, right) = (tracks["left"].SelectMany(t => t).Distinct().ToArray(), tracks["right"].SelectMany(t => t).Distinct().ToArray());
        Assert.Equal(tracks["left"].First().Length, left.Length); // from the first frame to the last the same ones
        Assert.Equal(left.Length, right.Length);
        Assert.Empty(left.Intersect(right));
        rig.AssertDrained();
    }

    [Fact]
    public async Task Rules_RememberEachCameraByItself()
    {
        // On the left the red goes away in the middle; on the right it was never there.
        using var left = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(RedPatch, 6), .. Enumerable.Repeat(Black, 6)]).End();
        using var right = new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(Black, 12)]).End();
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink(), rules:
        [
            new() { Name = "gone", Kind = Pipeline.Flags.FlagRuleKind.Disappears, Class = "class1", Bound = 0.1f, HoldFrames = 1 },
            new() { Name = "fifth", Kind = Pipeline.Flags.FlagRuleKind.EveryNth, Every = 5 },
        ]);
        await rig.RunAsync();
        Assert.Equal([("left", 6)], rig.Sink.Shown.Where(s => s.Flags.Contains("gone")).Select(s => (s.Camera, s.Number)));
        Assert.All(rig.Metrics.Cameras, c => Assert.Equal(2, rig.Sink.Shown.Count(s => s.Camera == c.Camera && s.Flags.Contains("fifth"))));
        rig.AssertDrained();
    }

    [Fact]
    public async Task AWish_IsGrantedByTheNextFrameOfEachCamera_Once()
    {
        using ScriptedSource left = new(SourceKind.File), right = new(SourceKind.File);
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink(), rules: [new() { Kind = Pipeline.Flags.FlagRuleKind.Trigger }]);
        var run = rig.RunAsync();
        left.Show(Red);
        await rig.Sink.Frames.Reaches(1);
        rig.Slot.Current.Policy.Trigger();
        left.Show(Red, Red).End();
        right.Show(Red, Red).End();
        await run;
        Assert.Equal([("left", 1), ("right", 0)], rig.Sink.Shown.Where(s => s.Flags.Length > 0).Select(s => (s.Camera, s.Number)).Order());
        rig.AssertDrained();
    }

    [Fact]
    public async Task AnotherModel_ServesAllCameras_AndNothingIsLost()
    {
        using var folder = new TemporaryFolder();
        using ScriptedSource left = new(SourceKind.File), right = new(SourceKind.File);
        using var rig = new CamerasRig([new("left", left), new("right", right)], new CameraSink());
        var run = rig.RunAsync();
        left.Show(RedPatch);
        right.Show(RedPatch);
        await rig.Sink.Frames.Reaches(2);
        var next = CamerasRig.Open(TinyOnnx.NotANumberWhenDark(16, 8).With(m => m with { Version = "2" }).SaveTo(folder), []);
        var swap = rig.Slot.OfferAsync(next, new SwapTerms(6, TimeSpan.FromMinutes(1), 0));
        left.Show(White, White);
        right.Show(White, Black); // one camera's picture is enough
        await rig.Sink.Frames.Reaches(6);
        left.Show(RedPatch).End();
        right.Show(RedPatch).End();
        await run;

        var outcome = await swap;
        Assert.False(outcome.Accepted);
        Assert.Contains("frame 2 of camera 'right': the model's scores hold NaN", outcome.Reason);
        Assert.Equal([0, 1, 2, 3], rig.Sink.NumbersOf("left"));
        Assert.Equal([0, 1, 2, 3], rig.Sink.NumbersOf("right"));
        Assert.Equal("1", rig.Sink.Shown[^1].Version);
        var tracks = rig.Sink.Shown.Where(s => s.Number is 0 or 3).GroupBy(s => s.Camera).Select(g => g.SelectMany(s => s.Tracks).Distinct().Count());
        Assert.Equal([2, 2], tracks); // the old model's memory of each camera is still there
        rig.AssertDrained();
    }

    private static PipelineCamera Steady(string name, int pictures) => new(name, new ScriptedSource(SourceKind.File).Show([.. Enumerable.Repeat(RedPatch, pictures)]).End());

    private static PipelineCamera Film(string name, int seed, int width, int height)
    {
        var random = new Random(seed);
        return new(name, new ScriptedSource(SourceKind.File, width, height).Show([.. Enumerable.Range(0, 25).Select(_ => (TestFrame.Paint)((_, _) =>
            ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))))]).End());
    }

    // A frame that a sink could not take counts as failed, and was shown all the same.
    private static void AssertDrainedButForThrowingSinks(CamerasRig rig)
    {
        foreach (var camera in rig.Metrics.Cameras)
        {
            foreach (var stage in Enum.GetValues<Stage>()) Assert.True(camera[stage].InFlight == 0, $"{camera.Camera}, {stage}: {camera[stage]}");
            Assert.Equal(camera[Stage.Publish].Processed + camera[Stage.Publish].Failed, rig.Sink.NumbersOf(camera.Camera).Count);
            Assert.Equal(rig.Sink.NumbersOf(camera.Camera).Order(), rig.Sink.NumbersOf(camera.Camera));
            Assert.Equal(camera.Flagged, rig.Sink.Explained.Count(e => e.Camera == camera.Camera));
        }
    }

    /// <summary>Pictures at moments that nobody foresees; some are torn.</summary>
    private sealed class RestlessSource(SourceKind kind, int pictures, int seed) : IFrameSource
    {
        private readonly Random _random = new(seed);
        private int _read;

        public string Name => "restless";

        public SourceKind Kind => kind;

        public PictureSize Size { get; } = new(16, 8);

        public double? FramesPerSecond => null;

        public long? Length => pictures;

        public int Pictures => pictures;

        public int Torn { get; private set; }

        public ReadOutcome Read(Frame frame, CancellationToken stopping)
        {
            if (_read++ == pictures) return ReadOutcome.End;
            Thread.SpinWait(_random.Next(200_000));
            if (_random.Next(10) == 0)
            {
                (frame.Fault, Torn) = ("picture is torn", Torn + 1);
                return ReadOutcome.Unreadable;
            }
            frame.Resize(Size);
            _random.NextBytes(frame.Pixels);
            return ReadOutcome.Picture;
        }

        public void Dispose()
        {
        }
    }
}
