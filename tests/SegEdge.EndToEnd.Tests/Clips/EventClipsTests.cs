using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;
using static SegEdge.Testing.TransportPackets;

namespace SegEdge.EndToEnd.Tests.Clips;

/// <summary>Several cameras, one folder of clips.</summary>
public sealed class EventClipsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task AnEventsClip_IsOfItsOwnCamera_AndOneWithoutPacketsSaysSo()
    {
        using PacketCamera left = new(packets: 10), right = new(packets: 20), usb = new(packets: null);
        var options = new SegEdgeOptions
        {
            Cameras = [new CameraOptions { Name = "left" }, new CameraOptions { Name = "right" }, new CameraOptions { Name = "usb" }],
            Clips = ClipRig.Seconds(pre: 1, post: 0.1) with { Folder = _folder.Path },
        };
        using var clips = new EventClips(options, [left, right, usb], TimeProvider.System, NullLogger<EventClips>.Instance);
        left.Send();
        right.Send();
        Assert.Equal(ClipState.Recording, clips.Keep("left", "A", ClipRig.Now)!.State);
        Assert.Equal("B", clips.Keep("right", "B", ClipRig.Now)!.Id); // at the same moment, and no clip that they share
        Assert.Equal((ClipState.None, EventClips.NoPackets), (clips.Keep("usb", "C", ClipRig.Now)!.State, clips.Keep("usb", "C", ClipRig.Now)!.Reason));
        Assert.Equal($"clips of camera 'usb': {EventClips.NoPackets}.", Assert.Single(clips.Reasons));
        await Eventually.TrueAsync(() =>
        {
            left.Send();
            right.Send();
            return !clips.IsBeingWritten("A") && !clips.IsBeingWritten("B");
        }, "both clips end");

        Assert.Equal(0, new FileInfo(clips.Find("A")!).Length % GroupBytes(10));
        Assert.Equal(0, new FileInfo(clips.Find("B")!).Length % GroupBytes(20));
        Assert.Equal((2, 2L), (clips.Counts.Stored, clips.Counts.Written));
        Assert.True(clips.Erase("B"));
        Assert.Null(clips.Find("B"));
        Assert.NotNull(clips.Find("A"));
    }

    public void Dispose() => _folder.Dispose();

    // The tables before each group, then its key frame and one further picture.
    private static int GroupBytes(int packets) => (2 + (2 * packets)) * PacketBytes;

    /// <summary>A camera that sends packets and no pictures.</summary>
    private sealed class PacketCamera : IFrameSource, IPacketSource
    {
        private readonly TransportStream? _stream;
        private readonly int _packets;

        /// <param name="packets">Of a picture; null: it has none.</param>
        public PacketCamera(int? packets)
        {
            if (packets is not { } each) return;
            _packets = each;
            Packets = new(TimeSpan.FromSeconds(1), 1 << 20, TimeProvider.System);
            _stream = new(Packets);
            _stream.Feed(Tables(), ClipRig.Now);
        }

        public PacketRing? Packets { get; }

        public string Name => "packets";

        public SourceKind Kind => SourceKind.Live;

        public PictureSize Size => new(64, 48);

        public double? FramesPerSecond => null;

        public long? Length => null;

        public void Send() => _stream!.Feed([.. Unit(_packets, isKey: true, 1), .. Unit(_packets, isKey: false, 2)], ClipRig.Now);

        public ReadOutcome Read(Frame frame, CancellationToken stopping) => ReadOutcome.End;

        public void Dispose()
        {
        }
    }
}
