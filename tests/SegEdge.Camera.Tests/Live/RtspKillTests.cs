using System.Diagnostics;
using SegEdge.Camera.Live;
using SegEdge.Testing;
using static SegEdge.Camera.Tests.Live.RtspReading;

namespace SegEdge.Camera.Tests.Live;

/// <summary>A network camera that is killed over and over: each time its pictures come again, and nothing of this system is kept.</summary>
[Collection(Alone.Name)]
public sealed class RtspKillTests
{
    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, 4, false)]
    [InlineData(CameraDecoder.Gstreamer, 4, false)]
    [InlineData(CameraDecoder.Ffmpeg, 4, true)]
    [InlineData(CameraDecoder.Gstreamer, 4, true)]
    public Task AfterEachKillOfTheServer_PicturesComeAgain(CameraDecoder decoder, int kills, bool withPackets) => KillAsync(decoder, kills, withPackets);

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, 100, false)]
    [InlineData(CameraDecoder.Gstreamer, 100, false)]
    [InlineData(CameraDecoder.Ffmpeg, 100, true)]
    [Trait("run", "long")]
    public Task AfterHundredKillsOfTheServer_PicturesComeAgain(CameraDecoder decoder, int kills, bool withPackets) => KillAsync(decoder, kills, withPackets);

    private static async Task KillAsync(CameraDecoder decoder, int kills, bool withPackets)
    {
        await using var server = await RtspServer.StartAsync(Size);
        var before = Resources.Now();
        var recoveries = new List<double>();
        var ages = new List<TimeSpan>();
        LinkCounters counters;
        await using (var reader = Open(server.Url, decoder, withPackets: withPackets))
        {
            await reader.MorePicturesAsync(5);
            for (var kill = 1; kill <= kills; kill++)
            {
                var events = reader.Events.Count;
                await server.KillAsync();
                await reader.EventAsync(LinkEventKind.Lost, events);
                await server.StartAgainAsync();
                var listening = Stopwatch.GetTimestamp();
                await reader.EventAsync(LinkEventKind.Streaming, events);
                recoveries.Add(Stopwatch.GetElapsedTime(listening).TotalSeconds);
                reader.TakeAges();
                await reader.MorePicturesAsync(10);
                ages.AddRange(reader.TakeAges());
                Assert.True(reader.Source.Status.Counters.Reconnects >= kill);
            }
            counters = reader.Source.Status.Counters;
            Assert.Equal(withPackets, reader.Source.Packets?.Bytes > 0);
        }
        before.AssertSame(Resources.Now());
        TestContext.Current.TestOutputHelper?.WriteLine($"{counters}");
        Report($"{decoder}{(withPackets ? " with packets" : "")}, {kills} kills; listening again to first picture, s", [.. recoveries]);
        AssertYoung(ages, server, "after all");
    }
}
