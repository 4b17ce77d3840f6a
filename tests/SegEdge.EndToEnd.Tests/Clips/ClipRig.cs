using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera.Clips;
using SegEdge.EdgeHost.Clips;
using SegEdge.Testing;
using static SegEdge.Testing.TransportPackets;

namespace SegEdge.EndToEnd.Tests.Clips;

/// <summary>A recorder before a camera that sends what a test says: a key frame and a further picture of ten packets each time it is asked to.</summary>
internal sealed class ClipRig : IDisposable
{
    public const int PictureBytes = 10 * PacketBytes, TableBytes = 2 * PacketBytes;

    private readonly TransportStream _stream;
    private readonly PacketRing _ring;

    /// <param name="freeBytes">Of the disk; null asks the disk.</param>
    public ClipRig(string folder, ClipOptions? options = null, Func<long>? freeBytes = null)
    {
        options ??= Seconds(pre: 1, post: 0.1);
        _ring = new(TimeSpan.FromSeconds(options.PreSeconds), options.MemoryBytes, TimeProvider.System);
        _stream = new(_ring);
        _stream.Feed(Tables(), Now);
        Store = ClipStore.Open(folder, options.QuotaBytes, freeBytes);
        Recorder = new(options, _ring, Store, TimeProvider.System, NullLogger.Instance);
    }

    public ClipStore Store { get; }

    public ClipRecorder Recorder { get; }

    public static long Now => TimeProvider.System.GetTimestamp();

    public static ClipOptions Seconds(double pre, double post, double most = 60, long quotaBytes = 1 << 30) =>
        new() { Enabled = true, PreSeconds = pre, PostSeconds = post, MostSeconds = most, QuotaBytes = quotaBytes };

    /// <summary>Two pictures, the first of them a key frame, so many seconds from now.</summary>
    public void Send(double inSeconds = 0, int packets = 10)
    {
        var at = Now + (long)(inSeconds * TimeProvider.System.TimestampFrequency);
        _stream.Feed([.. Unit(packets, isKey: true, 1), .. Unit(packets, isKey: false, 2)], at);
    }

    /// <summary>One event, and as many pictures as its clip takes.</summary>
    public async Task RecordAsync(string eventId)
    {
        Send();
        Recorder.Keep(eventId, Now);
        await EndedAsync(eventId);
    }

    /// <param name="sends">Whether the camera sends meanwhile.</param>
    public Task EndedAsync(string eventId, bool sends = true) => Eventually.TrueAsync(() =>
    {
        if (sends) Send();
        return !Recorder.IsOpen(eventId);
    }, $"the clip of {eventId} ends");

    public void Dispose()
    {
        Recorder.Dispose();
        Store.Dispose();
    }
}
