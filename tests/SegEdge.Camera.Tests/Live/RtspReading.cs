using SegEdge.Camera.Clips;
using SegEdge.Camera.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

/// <summary>What tests with a real RTSP server share.</summary>
internal static class RtspReading
{
    public static readonly PictureSize Size = new(320, 180);

    // Many outages a minute are the test's doing; the budget has tests of its own.
    public static readonly ReconnectOptions Eager = new()
    {
        StallAfter = TimeSpan.FromSeconds(5),
        FirstWait = TimeSpan.FromSeconds(0.5),
        LongestWait = TimeSpan.FromSeconds(1),
        Restarts = 100_000,
    };

    /// <param name="withPackets">Whether it keeps what the camera sends beside the pictures.</param>
    public static LiveReader Open(string url, CameraDecoder decoder = CameraDecoder.Ffmpeg, ReconnectOptions? options = null, bool withPackets = false) => new(
        ChildProcessSource.TryOpen(
            new CameraOptions { Source = url, Width = Size.Width, Height = Size.Height, Decoder = decoder, Reconnect = options ?? Eager }, TimeProvider.System,
            withPackets ? new PacketRing(TimeSpan.FromSeconds(5), 8 << 20, TimeProvider.System) : null)!,
        stamped: true);

    // The median: single pictures are late whenever this machine is busy with something else.
    public static void AssertYoung(IReadOnlyList<TimeSpan> ages, RtspServer server, string when)
    {
        double[] periods = [.. ages.Select(age => age / server.FramePeriod)];
        Report($"{when}: age of {ages.Count} pictures, frame periods", periods);
        Assert.InRange(Median(periods), 0, 3);
    }

    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public static void Report(string what, double[] values)
    {
        Array.Sort(values);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{what}: median {Median(values):0.00}, p95 {values[values.Length * 95 / 100]:0.00}, most {values[^1]:0.00}"));
    }
}
