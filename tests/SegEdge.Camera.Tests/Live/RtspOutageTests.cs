using System.Diagnostics;
using SegEdge.Camera.Live;
using SegEdge.Testing;
using static SegEdge.Camera.Tests.Live.RtspReading;

namespace SegEdge.Camera.Tests.Live;

/// <summary>A network camera that dies, freezes, lies and changes its mind; a real RTSP server process plays it.</summary>
public sealed class RtspOutageTests
{
    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task AFrozenServer_IsAStall_AndIsReadAgainOnceItMoves(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var reader = Open(server.Url, decoder);
        await reader.MorePicturesAsync(5);
        var events = reader.Events.Count;
        server.Freeze();
        var lost = await reader.EventAsync(LinkEventKind.Lost, events);
        Assert.Contains("no further picture within 5 s", lost.Message);
        Assert.NotEqual(0, reader.Source.Status.Counters.Stalls);
        server.Thaw();
        await reader.EventAsync(LinkEventKind.Streaming, reader.Events.Count);
        reader.TakeAges();
        await reader.MorePicturesAsync(10);
        AssertYoung(reader.TakeAges(), server, "after a freeze");
    }

    [Fact]
    public async Task AFrozenReader_IsKilled()
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var reader = Open(server.Url);
        await reader.MorePicturesAsync(5);
        var child = reader.Source.ChildId!.Value;
        using (var stop = Process.Start("kill", ["-STOP", $"{child}"])) await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reader.EventAsync(LinkEventKind.Lost);
        Assert.False(Directory.Exists($"/proc/{child}"), "the frozen child is still there");
        await reader.MorePicturesAsync(5);
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task ACameraThatChangesItsSize_ChangesNothingHere(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var reader = Open(server.Url, decoder);
        await reader.MorePicturesAsync(5);
        for (var change = 0; change < 3; change++)
        {
            await server.ResizeAsync(change % 2 == 0 ? new PictureSize(640, 360) : Size);
            // Whichever way it came (in the stream or by a new one), whole pictures of the size asked for, and current ones.
            await reader.MorePicturesAsync(15);
            reader.TakeAges();
            await reader.MorePicturesAsync(10);
            AssertYoung(reader.TakeAges(), server, $"after change {change + 1} of size");
        }
        Report($"{decoder}: restarts for three changes of size", [reader.Source.Status.Counters.Restarts]);
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task GarbageOnTheWire_NeverStopsIt(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        var flips = false;
        await using var wire = new TcpProxy(server.Port, () => new ByteFlips(3, oneIn: 200, () => Volatile.Read(ref flips)));
        await using var reader = Open(RtspServer.UrlAt(wire.Port), decoder);
        await reader.MorePicturesAsync(5);
        for (var burst = 0; burst < 3; burst++)
        {
            Volatile.Write(ref flips, true);
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken); // how long the wire is bad; nothing is asserted of it
            Volatile.Write(ref flips, false);
            await reader.MorePicturesAsync(30);
            reader.TakeAges();
            await reader.MorePicturesAsync(10);
            AssertYoung(reader.TakeAges(), server, $"after burst {burst + 1}");
        }
        Report($"{decoder}: restarts for three bursts of garbage", [reader.Source.Status.Counters.Restarts]);
    }

    [Fact]
    public async Task ACutLink_IsConnectedAgain()
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var wire = new TcpProxy(server.Port);
        await using var reader = Open(RtspServer.UrlAt(wire.Port));
        await reader.MorePicturesAsync(5);
        wire.Cut();
        await reader.EventAsync(LinkEventKind.Lost);
        wire.Restore();
        await reader.MorePicturesAsync(5);
        wire.Silence();
        await reader.EventAsync(LinkEventKind.Lost, reader.Events.Count);
        wire.Restore();
        await reader.MorePicturesAsync(5);
        Assert.NotEqual(0, reader.Source.Status.Counters.Stalls);
    }

    [Fact]
    public async Task ACameraThatStaysAway_IsEscalated_AndStillReadOnceItIsBack()
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var reader = Open(server.Url, options: Eager with { Restarts = 3, LongestWait = TimeSpan.FromSeconds(0.5) });
        await reader.MorePicturesAsync(5);
        await server.KillAsync();
        var said = await reader.EventAsync(LinkEventKind.Escalated);
        Assert.Contains("3 restarts within 60 s", said.Message);
        Assert.Contains("Somebody should look after", said.Message);
        Assert.True(reader.Source.Status.Escalated);
        await server.StartAgainAsync();
        await reader.MorePicturesAsync(5);
        Assert.Single(reader.Events, e => e.Kind == LinkEventKind.Escalated);
    }
}
