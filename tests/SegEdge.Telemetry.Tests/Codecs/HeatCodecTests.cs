using System.Buffers.Binary;
using FsCheck;
using FsCheck.Xunit;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Codecs;

public sealed class HeatCodecTests
{
    private static readonly PixelRect Rect = new(10, 20, 640, 480);

    [Property]
    public bool Decode_IsWithinHalfAStep(PositiveInt width, PositiveInt height, bool keepSign, int seed)
    {
        var (w, h) = ((width.Get % 60) + 1, (height.Get % 40) + 1);
        var random = new Random(seed);
        var values = Enumerable.Range(0, w * h).Select(_ => (float)((random.NextDouble() * 4) - 1.5)).ToArray();
        var map = HeatCodec.Decode(HeatCodec.Encode(values, new(w, h), Rect, keepSign));
        var step = keepSign ? Math.Max(Math.Abs(map.Min), map.Max) / 127 : (map.Max - map.Min) / 255;
        return map.Cells == new GridSize(w, h) && map.Rect == Rect && map.KeepsSign == keepSign
            && map.Min == values.Min() && map.Max == values.Max()
            && values.Zip(map.Values.ToArray()).All(pair => Math.Abs(pair.First - pair.Second) <= (step / 2) + 1e-5);
    }

    [Fact]
    public void WhenTheSignIsKept_ZeroStaysZero_AndExtremesStayThemselves()
    {
        float[] values = [0, -3, 1.7f, 0, 0.001f, 3.1f];
        var map = HeatCodec.Decode(HeatCodec.Encode(values, new(3, 2), Rect, keepSign: true)).Values.Span;
        Assert.Equal(0, map[0]);
        Assert.Equal(0, map[3]);
        Assert.True(map[1] < 0);
        Assert.Equal(3.1f, map[5], 6);
    }

    [Theory]
    [InlineData(0f, true)]
    [InlineData(0f, false)]
    [InlineData(-2.5f, true)]
    [InlineData(2.5f, false)]
    public void WhenAllCellsAreAlike_TheyComeBackExactly(float value, bool keepSign)
    {
        var map = HeatCodec.Decode(HeatCodec.Encode([value, value, value, value], new(2, 2), Rect, keepSign));
        Assert.All(map.Values.ToArray(), cell => Assert.Equal(value, cell));
    }

    [Fact]
    public void WhenTheRangeExceedsAFloat_NothingOverflows()
    {
        var map = HeatCodec.Decode(HeatCodec.Encode([float.MinValue, 0, float.MaxValue, 1], new(2, 2), Rect, keepSign: false));
        Assert.All(map.Values.ToArray(), cell => Assert.True(float.IsFinite(cell)));
    }

    [Fact]
    public void AByteThatNoEncoderWrites_StaysWithinTheRange()
    {
        var file = HeatCodec.Encode([-float.MaxValue, 0, 1, 1], new(2, 2), new(0, 0, 2, 2), keepSign: true);
        Assert.Equal(0, file[7]); // not deflated: the cells are the bytes
        file[HeatCodec.HeaderBytes] = 0x80;
        Assert.Equal(-float.MaxValue, HeatCodec.Decode(file).Values.Span[0]);
    }

    [Fact]
    public void WhenNoiseWouldGrow_ItIsSentRaw()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 32 * 24).Select(_ => random.NextSingle()).ToArray();
        var file = HeatCodec.Encode(values, new(32, 24), Rect, keepSign: false);
        Assert.Equal(HeatCodec.HeaderBytes + 768, file.Length);
        Assert.Equal(0, file[7]);
    }

    [Theory]
    [InlineData(32, 24, 600)]
    [InlineData(60, 45, 1300)]
    [InlineData(120, 90, 2900)]
    public void WhenAMapIsSmooth_ItShrinksAsMeasuredInTheDesign(int w, int h, int most)
    {
        var values = Enumerable.Range(0, w * h)
            .Select(i => (X: i % w / (double)w, Y: i / w / (double)h))
            .Select(at => (float)Math.Exp(-(Math.Pow(at.X - 0.4, 2) + Math.Pow(at.Y - 0.6, 2)) * 12)).ToArray();
        Assert.InRange(HeatCodec.Encode(values, new(w, h), Rect, keepSign: false).Length, 100, most);
    }

    [Fact]
    public void Header_HasTheDocumentedLayout()
    {
        var file = HeatCodec.Encode([-1, 2], new(2, 1), Rect, keepSign: true);
        Assert.Equal("SGH1"u8.ToArray(), file[..4]);
        Assert.Equal([1, 2], file[4..6]);
        ushort[] fields = [2, 1, 10, 20, 640, 480];
        Assert.Equal(fields, Enumerable.Range(0, 6).Select(i => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8 + (2 * i)))));
        Assert.Equal(-1, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(20)));
        Assert.Equal(2, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(24)));
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(28)));
        Assert.Equal([unchecked((byte)-64), 127], file[32..]); // -1/2 x 127 = -63.5, to even
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WhenACellIsNotFinite_EncodeRefuses_AndNamesIt(float bad)
    {
        var refusal = Assert.Throws<ArgumentException>(() => HeatCodec.Encode([0, 0, 0, bad], new(2, 2), Rect, keepSign: true));
        Assert.Contains("Cell 1,1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x58, "starts with")]
    [InlineData(4, 2, "version is 2")]
    [InlineData(5, 3, "type is 3")]
    [InlineData(6, 2, "filter is 2")]
    [InlineData(7, 2, "compression is 2")]
    [InlineData(9, 3, "grid width is")] // 768 + 30
    [InlineData(11, 9, "grid height is")]
    [InlineData(28, 1, "last field is 1")]
    [InlineData(23, 0x7f, "range is")] // min above max
    public void WhenAHeaderFieldIsWrong_DecodeNamesIt(int at, byte value, string named)
    {
        var file = Good();
        file[at] = value;
        var refusal = Assert.Throws<TelemetryFormatException>(() => HeatCodec.Decode(file));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhenCellsAreCutOff_DecodeRefuses(bool deflated)
    {
        var file = deflated ? Good() : HeatCodec.Encode([1, 2, 3, 4], new(2, 2), Rect, keepSign: false);
        Assert.Equal(deflated, file[7] == 1);
        // The last byte of deflate may hold no more than its end mark: all cells are there without it.
        var end = file.Length - (deflated ? 1 : 0);
        Assert.All(
            Enumerable.Range(0, end), length => Assert.Throws<TelemetryFormatException>(() => HeatCodec.Decode(file.AsSpan(0, length))));
    }

    [Fact]
    public void WhenBytesAreFlipped_DecodeRefusesOrReads_AndNeverCrashes()
    {
        var file = Good();
        for (var at = 0; at < file.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                file[at] ^= (byte)(1 << bit);
                try { Assert.InRange(HeatCodec.Decode(file).Values.Length, 1, 512 * 512); }
                catch (TelemetryFormatException) { } // expected: most of them
                file[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void WhenABodyInflatesBeyondItsGrid_DecodeStopsThere()
    {
        var bomb = HeatCodec.Encode(new float[512 * 512], new(512, 512), Rect, keepSign: false);
        bomb.AsSpan(8, 4).Clear();
        (bomb[8], bomb[10]) = (2, 2);
        var refusal = Assert.Throws<TelemetryFormatException>(() => HeatCodec.Decode(bomb));
        Assert.Contains("expected 2x2 = 4", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Good() =>
        HeatCodec.Encode([.. Enumerable.Range(0, 600).Select(i => i / 7 * 0.1f)], new(30, 20), Rect, keepSign: false);
}
