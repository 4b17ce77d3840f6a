using System.Buffers.Binary;
using System.IO.Hashing;
using OpenCvSharp;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Telemetry.Tests.Codecs;

public sealed class IndexedPngDamageTests
{
    private static readonly byte[] Good = IndexedPng.Encode(
        [.. Enumerable.Range(0, 600).Select(i => (byte)(i * i % 5))], 30, 20,
        [.. Enumerable.Range(0, 5).Select(i => new Rgb((byte)i, 0, 0))]);

    [Fact]
    public void WhenTruncatedAnywhere_DecodeRefuses() =>
        Assert.All(
            Enumerable.Range(0, Good.Length),
            length => Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(Good.AsSpan(0, length))));

    [Fact]
    public void WhenAnyByteIsFlipped_DecodeRefuses() =>
        Assert.All( // signature, lengths, CRCs: every byte is covered by one of them
            Enumerable.Range(0, Good.Length), at => Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(Flipped(at, 0x10))));

    [Fact]
    public void WhenDamageHasAValidCrc_DecodeRefusesOrReads_AndNeverCrashes()
    {
        var refused = 0;
        for (var at = 8; at < Good.Length - 12; at++)
        {
            foreach (var mask in new byte[] { 0x01, 0x80, 0xff })
            {
                try { IndexedPng.Decode(WithValidCrcs(Flipped(at, mask))); }
                catch (TelemetryFormatException) { refused++; }
            }
        }

        Assert.True(refused > Good.Length, $"{refused} refusals");
    }

    [Theory]
    [InlineData(16, 0x7fffffff, "at most")] // width
    [InlineData(16, 0, "at least 1x1")]
    [InlineData(20, 0x00040000, "no deflate stream is that dense")] // height: 262144 rows in a few hundred bytes
    public void WhenTheHeaderClaimsAnImpossibleSize_DecodeRefusesBeforeAllocating(int at, int value, string reason)
    {
        var file = (byte[])Good.Clone();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), value);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(WithValidCrcs(file)));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(24, 16, "16 bits")]
    [InlineData(25, 2, "colour type 2")]
    [InlineData(28, 1, "interlaced")]
    public void WhenTheKindIsNotAMask_DecodeSaysWhatItExpects(int at, byte value, string reason)
    {
        var file = (byte[])Good.Clone();
        file[at] = value;
        var refusal = Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(WithValidCrcs(file)));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("expected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenItIsAPhotograph_DecodeRefuses()
    {
        using var picture = new Mat(4, 4, MatType.CV_8UC3, Scalar.All(7));
        Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(picture.ToBytes(".png")));
        Assert.Throws<TelemetryFormatException>(() => IndexedPng.Decode(picture.ToBytes(".jpg")));
    }

    private static byte[] Flipped(int at, byte mask)
    {
        var file = (byte[])Good.Clone();
        file[at] ^= mask;
        return file;
    }

    private static byte[] WithValidCrcs(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (length < 0 || at + 12L + length > file.Length) break;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + length), Crc32.HashToUInt32(file.AsSpan(at + 4, length + 4)));
            at += 12 + length;
        }

        return file;
    }
}
