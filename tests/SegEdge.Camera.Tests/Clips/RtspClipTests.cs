using SegEdge.Camera.Clips;
using SegEdge.Camera.Live;
using SegEdge.Camera.Tests.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Clips;

/// <summary>The packets of a real RTSP server beside its decoded pictures, by one connection.</summary>
public sealed class RtspClipTests : IDisposable
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly PictureSize Size = RtspReading.Size;

    private readonly TemporaryFolder _folder = new();
    private readonly PacketRing _ring = new(TimeSpan.FromSeconds(60), 16 << 20, Time);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task AClip_HoldsTheFrameAsItWasSeen_WithWhatWasBeforeAndAfter(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        using var source = Open(server, decoder);
        using var frame = Rent(source);
        await ReadAsync(source, frame, seconds: 4);
        var (seen, stamp, at) = (frame.Pixels.ToArray(), PictureStamp.Read(frame), Time.GetTimestamp());
        await ReadAsync(source, frame, seconds: 3);

        var clip = Cut(at, pre: 2, post: 2).AssertPlays();
        var index = clip.Stamps.ToList().IndexOf(stamp);
        Assert.True(index >= 0, $"the frame of {stamp} is not among {string.Join(", ", clip.Stamps)}");
        // The same packets by the same decoder of another program or version: rounding at most.
        var differs = 0;
        for (var i = 0; i < seen.Length; i++)
            if (Math.Abs(seen[i] - clip.Picture(index)[i]) > 8) differs++;
        Assert.InRange(differs, 0, seen.Length / 100);
        // From the key frame before, which is at most a second old; to the last that came in time.
        Assert.InRange(clip.Stamps[0], stamp - 8000, stamp - 2000 + (long)server.FramePeriod.TotalMilliseconds);
        Assert.InRange(clip.Stamps[^1], stamp + 1000, stamp + 4000);
    }

    [Theory]
    [InlineData(CameraDecoder.Ffmpeg)]
    [InlineData(CameraDecoder.Gstreamer)]
    public async Task ACameraThatComesBackWithinAClip_IsInItBeforeAndAfter(CameraDecoder decoder)
    {
        await using var server = await RtspServer.StartAsync(Size);
        using var source = Open(server, decoder);
        using var frame = Rent(source);
        await ReadAsync(source, frame, seconds: 2);
        var before = PictureStamp.Read(frame);
        await server.KillAsync();
        await server.StartAgainAsync();
        // The pipe still holds pictures from before.
        while (source.Status.Counters.Reconnects == 0) await ReadAsync(source, frame, seconds: 0);
        await ReadAsync(source, frame, seconds: 2);
        var at = Time.GetTimestamp();
        await ReadAsync(source, frame, seconds: 1);

        var clip = Cut(at, pre: 30, post: 0);
        Assert.True(clip.BeginsWithKey);
        Assert.Equal(clip.Stamps.Order(), clip.Stamps);
        Assert.Contains(clip.Stamps, stamp => stamp <= before);
        Assert.True(clip.Stamps.Count(stamp => stamp > before) >= 15, $"{clip.Complaints}; {before} in {string.Join(", ", clip.Stamps)}");
    }

    [Theory]
    [InlineData("/dev/video0")]
    [InlineData("csi:0")]
    public void ACameraThatSendsPicturesRaw_HasNoPackets(string source)
    {
        var camera = new CameraOptions { Source = source };
        if (Programs.Find("gst-launch-1.0") is null || Programs.Find("ffmpeg") is null) Assert.Skip("ffmpeg or gst-launch-1.0 is not on this machine; install ffmpeg and gstreamer1.0-tools.");
        using var opened = ChildProcessSource.TryOpen(camera, Time, _ring)!;
        Assert.Null(opened.Packets);
    }

    private ChildProcessSource Open(RtspServer server, CameraDecoder decoder) => ChildProcessSource.TryOpen(
        new CameraOptions { Source = server.Url, Width = Size.Width, Height = Size.Height, Decoder = decoder, Reconnect = RtspReading.Eager }, Time, _ring)!;

    private static Frame Rent(ChildProcessSource source) => new FramePool(1, source.Size).TryRent(out var frame) ? frame : throw new InvalidOperationException("an empty pool");

    private static Task ReadAsync(ChildProcessSource source, Frame frame, double seconds) => Task.Factory.StartNew(() =>
    {
        long? first = null;
        while (first is null || Time.GetElapsedTime(first.Value).TotalSeconds < seconds)
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, TestContext.Current.CancellationToken));
            first ??= Time.GetTimestamp();
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private ClipVideo Cut(long at, double pre, double post)
    {
        var path = _folder.File("clip.ts");
        var place = _ring.Before(at - (long)(pre * Time.TimestampFrequency)) ?? throw new InvalidOperationException("no packets");
        var buffer = new byte[100 * 188];
        using (var file = File.Create(path))
            while (_ring.Read(ref place, at + (long)(post * Time.TimestampFrequency), buffer, out var copied) == RingState.More) file.Write(buffer, 0, copied);
        return ClipVideo.Decode(path, Size);
    }
}
