using SegEdge.Camera.Live;
using SegEdge.Camera.Simulation;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

public sealed class SimulatedLiveContractTests : LiveSourceContract
{
    private static readonly SimulationOptions Options = new() { Width = 160, Height = 90, FramesPerSecond = 1 };

    protected override PictureSize Expected => new(160, 90);

    protected override int AfterCancelledRead => 1; // the world goes on

    protected override IFrameSource Open() => new SimulatedSource(Options, new SecondARead());

    protected override IFrameSource OpenSilent()
    {
        var source = new SimulatedSource(Options with { FramesPerSecond = 0.1 }, TimeProvider.System);
        using var frame = Rent(source);
        source.Read(frame, Never); // the first is due at once
        return source;
    }

    // Whether it waits already or begins to in a moment: a cancelled read returns either way.
    protected override Task Blocks(IFrameSource source) => Task.CompletedTask;

    protected override void AssertShows(int number, Frame frame)
    {
        using var scene = new FieldScene(Options);
        Assert.True(frame.Pixels.SequenceEqual(Tests.Picture.Of(scene, number).Bgr), $"picture {number} is another one");
    }
}

/// <summary>Live, the simulated camera shows the picture of the moment, and asks twice for it: every two questions are a second.</summary>
internal sealed class SecondARead : TimeProvider
{
    private long _asked;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Math.Max(0, _asked++ - 1) / 2;
}

/// <summary>Pictures on the child's stdout, as FFmpeg writes them.</summary>
public sealed class ChildOnStdoutContractTests : ChildContract
{
    protected override int PicturesOn => 1;
}

/// <summary>Pictures on 3 while the child prints on 1, as GStreamer's plugins do.</summary>
public sealed class ChildOnThreeContractTests : ChildContract
{
    protected override int PicturesOn => 3;
}

/// <summary>A program that can be killed as a source: its pictures are in files, and a shell plays the camera.</summary>
public abstract class ChildContract : LiveSourceContract
{
    private readonly List<ChildProcessSource> _opened = [];

    protected abstract int PicturesOn { get; }

    protected override PictureSize Expected => Samples.Size;

    protected override IFrameSource Open() => Play("cat \"$1\"/*.bgr >&$2; exec sleep 1000");

    // A part of a picture, then the end: the first time only.
    protected override IFrameSource OpenDamaged() =>
        Play("if mkdir \"$1/torn\" 2>/dev/null; then cat \"$1/0.bgr\" >&$2; head -c 100 \"$1/1.bgr\" >&$2; exit 1; fi; cat \"$1\"/*.bgr >&$2; exec sleep 1000");

    protected override IFrameSource OpenSilent() => Play("exec sleep 1000");

    [Fact]
    public void AfterACleanEndOfTheStream_ItConnectsAgain()
    {
        using var source = (ChildProcessSource)Play("cat \"$1\"/*.bgr >&$2");
        using var frame = Rent(source);
        for (var n = 0; n < 2 * Pictures; n++)
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, Never));
            AssertShows(n % Pictures, frame);
        }
        Assert.Equal(new LinkCounters(Reconnects: 1, Stalls: 0, Restarts: 1, Garbage: 0, Escalations: 0), source.Status.Counters);
    }

    [Fact]
    public void Stalled_ItIsEndedAndStartedAgain_AlsoIfItIgnoresToBeAsked()
    {
        using var source = (ChildProcessSource)Play("trap '' TERM; cat \"$1\"/*.bgr >&$2; while :; do sleep 1; done");
        using var frame = Rent(source);
        source.Read(frame, Never);
        var first = source.ChildId!.Value;
        for (var n = 1; n <= Pictures; n++) source.Read(frame, Never);
        Assert.Equal(1, source.Status.Counters.Stalls);
        Assert.False(Directory.Exists($"/proc/{first}"), "the stalled child is still there");
        AssertShows(0, frame);
    }

    [Fact]
    public void TricklingBytes_AreNoPicture()
    {
        using var source = (ChildProcessSource)Play("if mkdir \"$1/slow\" 2>/dev/null; then while :; do printf x >&$2; sleep 0.1; done; fi; cat \"$1\"/*.bgr >&$2; exec sleep 1000");
        using var frame = Rent(source);
        source.Read(frame, Never);
        Assert.Equal(1, source.Status.Counters.Stalls);
        Assert.Matches(@"found [1-9]\d* of 9,216 bytes", source.Status.LastFault);
        AssertShows(0, frame);
    }

    [Fact]
    public void CutInTheMiddleOfAPicture_IsGarbage_AndSaysHowMuchCame()
    {
        using var source = (ChildProcessSource)OpenDamaged();
        using var frame = Rent(source);
        source.Read(frame, Never);
        source.Read(frame, Never);
        AssertShows(0, frame); // of the next stream: nothing of the torn picture was taken for one
        Assert.Equal(1, source.Status.Counters.Garbage);
        Assert.Contains("found 100 bytes, expected 9,216 (64x48, BGR)", source.Status.LastFault);
    }

    [Fact]
    public async Task CancelledInTheMiddleOfAPicture_TheNextReadDoesNotContinueIt()
    {
        using var source = (ChildProcessSource)Play("if mkdir \"$1/half\" 2>/dev/null; then head -c 5000 \"$1/4.bgr\" >&$2; touch \"$1/sent\"; exec sleep 1000; fi; cat \"$1\"/*.bgr >&$2; exec sleep 1000");
        using var frame = Rent(source);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => source.Read(frame, stop.Token), Never);
        await Eventually.TrueAsync(() => File.Exists(Folder.File("sent")), "half a picture was sent");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Eventually.Patience, Never));
        source.Read(frame, Never);
        AssertShows(0, frame);
    }

    [Fact]
    public void AProgramThatIsGone_IsTriedAgain()
    {
        var program = Folder.File("camera");
        using var source = Start(program, []);
        var faults = new List<string>();
        source.Happened += e =>
        {
            faults.Add(e.Message);
            File.WriteAllText(program, $"#!/bin/sh\ncat '{Folder.Path}'/*.bgr >&{PicturesOn}; exec sleep 1000");
            System.Diagnostics.Process.Start("chmod", ["+x", program]).WaitForExit();
        };
        using var frame = Rent(source);
        WritePictures();
        Assert.Equal(ReadOutcome.Picture, source.Read(frame, Never));
        Assert.Contains(program, faults[0]);
        AssertShows(0, frame);
    }

    public override void Dispose()
    {
        foreach (var source in _opened) source.Dispose();
        base.Dispose();
    }

    protected override Task Blocks(IFrameSource source) =>
        Eventually.TrueAsync(() => ((ChildProcessSource)source).ChildId is not null, "a child that is waited for");

    protected override void AssertShows(int number, Frame frame) => Samples.AssertIs(number, frame);

    /// <param name="script">$1 is the folder of pictures, $2 where they go.</param>
    private ChildProcessSource Play(string script)
    {
        WritePictures();
        return Start("/bin/sh", ["-c", $"echo not a picture >&$((4 - $2)) 2>/dev/null; {script}", "sh", Folder.Path, $"{PicturesOn}"]);
    }

    private void WritePictures()
    {
        for (var n = 0; n < Pictures; n++)
            using (var picture = TestFrame.Of(Samples.Size.Width, Samples.Size.Height, Samples.Picture(n)))
                File.WriteAllBytes(Folder.File($"{n}.bgr"), picture.Pixels);
    }

    private ChildProcessSource Start(string program, string[] arguments)
    {
        var source = new ChildProcessSource(
            new ChildCommand(program, arguments, PicturesOn, Samples.Size, "test camera", new Secrets("")),
            new ReconnectOptions { StallAfter = TimeSpan.FromSeconds(1), FirstWait = TimeSpan.FromMilliseconds(100), LongestWait = TimeSpan.FromMilliseconds(200), Restarts = 1000 },
            TimeProvider.System);
        _opened.Add(source);
        return source;
    }
}
