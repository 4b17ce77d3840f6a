using System.Diagnostics;
using SegEdge.Camera.Live;
using SegEdge.Testing;
using static SegEdge.Camera.Tests.Live.RtspReading;

namespace SegEdge.Camera.Tests.Live;

/// <summary>A network camera that falls silent; a real RTSP server process plays it.</summary>
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
}
