using System.Diagnostics;
using SegEdge.Camera.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

/// <summary>A network camera that dies, freezes, lies and changes its mind; a real RTSP server process plays it.</summary>
[Collection(Alone.Name)]
public sealed class RtspOutageTests
{
    private static readonly PictureSize Size = new(320, 180);

    // Many outages a minute are the test's doing; the budget has tests of its own.
    private static readonly ReconnectOptions Eager = new()
    {
        StallAfter = TimeSpan.FromSeconds(5), FirstWait = TimeSpan.FromSeconds(0.5), LongestWait = TimeSpan.FromSeconds(1), Restarts = 100_000,
    };

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, 4)]
    [InlineData(CameraDecoder.Gstreamer, 4)]
    public Task AfterEachKillOfTheServer_PicturesComeAgain(CameraDecoder decoder, int kills) => KillAsync(decoder, kills);

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg, 100)]
    [InlineData(CameraDecoder.Gstreamer, 100)]
    [Trait("run", "long")]
    public Task AfterHundredKillsOfTheServer_PicturesComeAgain(CameraDecoder decoder, int kills) => KillAsync(decoder, kills);

    private static async Task KillAsync(CameraDecoder decoder, int kills)
    {
        await using var server = await RtspServer.StartAsync(Size);
        var before = Resources.Now();
        var recoveries = new List<double>();
        var ages = new List<TimeSpan>();
        await using (var reader = Open(server.Url, decoder))
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
                Assert.Equal(kill, reader.Source.Status.Counters.Reconnects);
            }
            Assert.Equal(0, reader.Source.Status.Counters.Stalls);
        }
        before.AssertSame(Resources.Now());
        Report($"{decoder}, {kills} kills; listening again to first picture, s", [.. recoveries]);
        Report($"{decoder}; age of {ages.Count} pictures, frame periods", [.. ages.Select(age => age / server.FramePeriod)]);
        Assert.True(Median(ages.Select(age => age / server.FramePeriod)) < 3, "pictures are older than three periods");
    }

    private static LiveReader Open(string url, CameraDecoder decoder = CameraDecoder.Ffmpeg, ReconnectOptions? options = null) => new(
        ChildProcessSource.TryOpen(
            new CameraOptions { Source = url, Width = Size.Width, Height = Size.Height, Decoder = decoder, Reconnect = options ?? Eager }, TimeProvider.System)!,
        stamped: true);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Report(string what, double[] values)
    {
        Array.Sort(values);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{what}: median {Median(values):0.00}, p95 {values[values.Length * 95 / 100]:0.00}, most {values[^1]:0.00}"));
    }
}
