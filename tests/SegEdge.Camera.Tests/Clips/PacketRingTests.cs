using SegEdge.Camera.Clips;
using static SegEdge.Testing.TransportPackets;

namespace SegEdge.Camera.Tests.Clips;

/// <summary>What the ring keeps of a stream, and what a reader gets of it.</summary>
public sealed class PacketRingTests
{
    private const int Packet = PacketBytes;

    private static readonly long Second = TimeProvider.System.TimestampFrequency;

    private readonly PacketRing _ring = new(TimeSpan.FromSeconds(4), 4 << 20, TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(187)]
    [InlineData(188)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void HoweverTheStreamIsCut_ThePacketsAreTheSame(int pieceBytes)
    {
        byte[] all = [.. Tables(), .. Unit(3, isKey: true, 1), .. Unit(2, isKey: false, 2), .. Unit(1, isKey: true, 3), .. Unit(1, isKey: false, 4)];
        var stream = new TransportStream(_ring);
        foreach (var piece in all.Chunk(pieceBytes)) stream.Feed(piece, Second);
        // Tables stand before each key frame; the last unit may be incomplete.
        Assert.Equal([1, 1, 1, 2, 2, 3], Marks(Read(0, 100)));
        Assert.Equal(Tables(), Read(0, 100)[..(2 * Packet)]);
    }

    [Fact]
    public void WhatIsNoPacket_IsPassedOver()
    {
        var stream = new TransportStream(_ring);
        stream.Feed([0, 1, 2, .. Tables(), .. Unit(1, isKey: true, 1), .. Unit(1, isKey: false, 2)], Second);
        Assert.Equal([1], Marks(Read(0, 100)));
    }

    [Fact]
    public void AClip_BeginsWithTheKeyFrameBefore_AndEndsBeforeWhatCameLater()
    {
        var stream = new TransportStream(_ring);
        Feed(stream, 1, isKey: true, at: 1.0);
        Feed(stream, 2, isKey: false, at: 1.5);
        Feed(stream, 3, isKey: true, at: 2.0);
        Feed(stream, 4, isKey: false, at: 2.5);
        Feed(stream, 5, isKey: true, at: 3.0);
        Feed(stream, 6, isKey: false, at: 3.5);
        Assert.Equal([3, 4, 5], Marks(Read(2.4, 3.2)));
        Assert.Equal([1, 2, 3], Marks(Read(1.9, 2.1)));
        // Older than all that is here: from the oldest.
        Assert.Equal([1], Marks(Read(0.2, 1.2)));
    }

    [Fact]
    public void WhatDidNotComeYet_IsWaitedFor_AndReadOnce()
    {
        var stream = new TransportStream(_ring);
        Feed(stream, 1, isKey: true, at: 1);
        Feed(stream, 2, isKey: false, at: 2);
        var place = _ring.Before(Second)!.Value;
        var buffer = new byte[1 << 20];
        Assert.Equal([1], Marks(Drain(ref place, 3 * Second, buffer, out var state)));
        Assert.Equal(RingState.Pending, state);
        Feed(stream, 3, isKey: true, at: 3);
        Assert.Equal([2], Marks(Drain(ref place, 3 * Second, buffer, out state)));
        Feed(stream, 4, isKey: false, at: 4);
        Assert.Equal([3], Marks(Drain(ref place, 3 * Second, buffer, out state)));
        Assert.Equal(RingState.Reached, state);
    }

    [Fact]
    public void OlderThanAskedFor_ItIsForgotten()
    {
        var stream = new TransportStream(_ring);
        for (var i = 0; i < 60; i++) Feed(stream, (byte)(i + 1), isKey: true, at: i);
        // 4 s, and 3 more until results come; the newest group may be incomplete.
        Assert.Equal([53, 54, 55, 56, 57, 58, 59], Marks(Read(0, 100)));
        Assert.False(_ring.IsShort);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(2000)]
    [InlineData(60_000)] // a group that alone is larger than the cap
    public void WhateverComes_MemoryStaysWithinItsCap_AndAClipStillBeginsWithAKeyFrame(int packetsAGroup)
    {
        var ring = new PacketRing(TimeSpan.FromHours(1), 2 << 20, TimeProvider.System);
        var stream = new TransportStream(ring);
        stream.Feed(Tables(), 0);
        for (var group = 0; group < 120_000 / packetsAGroup; group++)
        {
            stream.Feed(Unit(1, isKey: true, 1), group * Second);
            for (var unit = 0; unit < packetsAGroup / 10; unit++)
            {
                stream.Feed(Unit(10, isKey: false, 2), group * Second);
                Assert.InRange(ring.Bytes, 0, 2 << 20);
            }
        }
        Assert.True(ring.IsShort);
        stream.Feed(Unit(1, isKey: true, 1), 0);
        stream.Feed(Unit(1, isKey: false, 2), 0);
        var place = ring.Before(0)!.Value;
        Assert.Equal(1, Marks(Drain(ring, ref place, long.MaxValue, new byte[1 << 20], out _))[0]);
    }

    [Fact]
    public void AReaderThatComesTooLate_IsTold()
    {
        var stream = new TransportStream(_ring);
        Feed(stream, 1, isKey: true, at: 0);
        var place = _ring.Before(0)!.Value;
        for (var i = 1; i < 60; i++) Feed(stream, 2, isKey: true, at: i);
        Assert.Equal(RingState.Lost, _ring.Read(ref place, long.MaxValue, new byte[1000], out var copied));
        Assert.Equal(0, copied);
    }

    [Fact]
    public void WhatAStreamDidNotFinish_IsInNoClip_AndTheNextStreamSaysSo()
    {
        var stream = new TransportStream(_ring);
        Feed(stream, 1, isKey: true, at: 1);
        Feed(stream, 2, isKey: false, at: 1.1);
        stream.End();
        stream = new TransportStream(_ring);
        Feed(stream, 3, isKey: true, at: 3);
        Feed(stream, 4, isKey: false, at: 3.1);
        var clip = Read(1, 100);
        Assert.Equal([1, 3], Marks(clip));
        // Time stamps begin anew: discontinuity_indicator of the first packet.
        Assert.All(clip.Chunk(Packet).Where(IsVideo), packet => Assert.Equal(0x80, packet[5] & 0x80));
    }

    [Fact]
    public void WhatWasBeforeAnOutage_IsNotTheBeginningOfAClip()
    {
        var stream = new TransportStream(_ring);
        Feed(stream, 1, isKey: true, at: 1);
        Feed(stream, 2, isKey: false, at: 1.1);
        stream.End();
        stream = new TransportStream(_ring);
        Feed(stream, 3, isKey: true, at: 600);
        Feed(stream, 4, isKey: false, at: 600.1);
        Assert.Equal([3], Marks(Read(599, 601)));
    }

    [Fact]
    public void VideoThatNoPlayerKnowsInSuchAStream_IsRefused_AndSaid()
    {
        new TransportStream(_ring).Feed([.. Tables(type: 0x06), .. Unit(1, isKey: true, 1), .. Unit(1, isKey: false, 2)], Second);
        Assert.Equal((byte)0x06, _ring.UnknownType);
        Assert.Null(_ring.Before(Second));
    }

    [Fact]
    public void WhateverBytesCome_NothingIsThrown_AndMemoryStaysWithinItsCap()
    {
        var random = new Random(7);
        byte[] good = [.. Tables(), .. Unit(3, isKey: true, 1), .. Unit(2, isKey: false, 2)];
        for (var stream = 0; stream < 20_000; stream++)
        {
            var bytes = (byte[])good.Clone();
            for (var flip = random.Next(1, 20); flip > 0; flip--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var fed = new TransportStream(_ring);
            fed.Feed(bytes.AsSpan(0, random.Next(bytes.Length)), random.NextInt64(100 * Second));
            fed.Feed(bytes, random.NextInt64(100 * Second));
            if (stream % 3 == 0) fed.End();
            Assert.InRange(_ring.Bytes, 0, 4 << 20);
        }
    }

    private static void Feed(TransportStream stream, byte mark, bool isKey, double at) =>
        stream.Feed([.. Tables(), .. Unit(1, isKey, mark)], (long)(at * Second));

    /// <param name="from">Seconds.</param>
    private byte[] Read(double from, double until)
    {
        var place = _ring.Before((long)(from * Second))!.Value;
        return Drain(ref place, (long)(until * Second), new byte[1 << 20], out _);
    }

    private byte[] Drain(ref RingPlace place, long until, byte[] buffer, out RingState state) => Drain(_ring, ref place, until, buffer, out state);

    private static byte[] Drain(PacketRing ring, ref RingPlace place, long until, byte[] buffer, out RingState state)
    {
        var all = new List<byte>();
        while ((state = ring.Read(ref place, until, buffer, out var copied)) == RingState.More) all.AddRange(buffer.AsSpan(0, copied));
        return [.. all];
    }

    // Of each packet of video, what it is filled with.
    private static int[] Marks(byte[] clip) => [.. clip.Chunk(Packet).Where(IsVideo).Select(packet => (int)packet[^1])];

    private static bool IsVideo(byte[] packet) => (packet[1] & 0x1F) == VideoPid >> 8 && packet[2] == (VideoPid & 0xFF);
}
