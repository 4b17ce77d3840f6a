using SegEdge.Camera.Live;
using SegEdge.Testing;
using static SegEdge.Camera.Tests.Live.RtspReading;

namespace SegEdge.Camera.Tests.Live;

/// <summary>A network camera that lies, changes its mind or stays away; a real RTSP server process plays it.</summary>
public sealed class RtspDisturbanceTests
{
    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, false)]
    [InlineData(CameraDecoder.Gstreamer, false)]
    [InlineData(CameraDecoder.Ffmpeg, true)]
    [InlineData(CameraDecoder.Gstreamer, true)]
    public async Task ACameraThatChangesItsSize_ChangesNothingHere(CameraDecoder decoder, bool withPackets)
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var reader = Open(server.Url, decoder, withPackets: withPackets);
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
    [InlineData(CameraDecoder.Ffmpeg, false)]
    [InlineData(CameraDecoder.Gstreamer, false)]
    [InlineData(CameraDecoder.Ffmpeg, true)]
    [InlineData(CameraDecoder.Gstreamer, true)]
    public async Task GarbageOnTheWire_NeverStopsIt(CameraDecoder decoder, bool withPackets)
    {
        await using var server = await RtspServer.StartAsync(Size);
        var flips = false;
        await using var wire = new TcpProxy(server.Port, () => new ByteFlips(3, oneIn: 200, () => Volatile.Read(ref flips)));
        await using var reader = Open(RtspServer.UrlAt(wire.Port), decoder, withPackets: withPackets);
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
