using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using OpenCvSharp;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Codecs;

public sealed class IndexedPngTests
{
    [Property]
    public bool Decode_UndoesEncode(PositiveInt width, PositiveInt height, byte colours, int seed)
    {
        var (w, h) = ((width.Get % 70) + 1, (height.Get % 40) + 1);
        var (indices, palette) = Picture(w * h, colours + 1, seed);
        var back = IndexedPng.Decode(IndexedPng.Encode(indices, w, h, palette));
        return (back.Width, back.Height) == (w, h) && back.Indices.Span.SequenceEqual(indices) && back.Palette.SequenceEqual(palette);
    }

    [Property]
    public bool WhenAnotherDecoderExpandsIt_EachPixelHasItsClassColour(PositiveInt width, PositiveInt height, byte colours, int seed)
    {
        var (w, h) = ((width.Get % 70) + 1, (height.Get % 40) + 1);
        var (indices, palette) = Picture(w * h, colours + 1, seed);
        using var seen = Cv2.ImDecode(IndexedPng.Encode(indices, w, h, palette), ImreadModes.Color);
        return seen.Size() == new Size(w, h)
            && Enumerable.Range(0, w * h).All(i => Rgb(seen.At<Vec3b>(i / w, i % w)) == palette[indices[i]]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 4)]
    [InlineData(16, 4)]
    [InlineData(17, 8)]
    [InlineData(256, 8)]
    public void BitDepth_IsTheSmallestThatHoldsTheClasses(int colours, int depth)
    {
        var (indices, palette) = Picture(12, colours, 1);
        Assert.Equal(depth, IndexedPng.Encode(indices, 4, 3, palette)[24]);
    }

    [Fact]
    public void Chunks_AreOnlyThoseThatKeepColoursUnchanged()
    {
        var (indices, palette) = Picture(12, 5, 1);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], Chunks(IndexedPng.Encode(indices, 4, 3, palette)));
    }

    [Fact]
    public void WhenTwoClassesShareAColour_EncodeRefuses_AndNamesBoth()
    {
        Rgb[] palette = [new(0, 0, 0), new(1, 2, 3), new(0, 0, 0)];
        var refusal = Assert.Throws<ArgumentException>(() => IndexedPng.Encode(new byte[4], 2, 2, palette));
        Assert.Contains("Classes 0 and 2 both have colour #000000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenAnIndexHasNoColour_EncodeRefuses_AndNamesThePixel()
    {
        var refusal = Assert.Throws<ArgumentException>(() => IndexedPng.Encode([0, 1, 0, 5], 2, 2, [new(0, 0, 0), new(1, 1, 1)]));
        Assert.Contains("Pixel 1,1 is class 5", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(-1, -4)]
    public void WhenTheSizeDoesNotFit_EncodeRefuses(int width, int height) =>
        Assert.Throws<ArgumentException>(() => IndexedPng.Encode(new byte[4], width, height, [new(0, 0, 0)]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void WhenARowIsFiltered_DecodeUndoesIt(int filter)
    {
        using var grey = new Mat(9, 13, MatType.CV_8UC1);
        Cv2.Randu(grey, Scalar.All(0), Scalar.All(256));
        // IMWRITE_PNG_FILTER, which OpenCvSharp does not name, takes libpng's bit flags.
        Cv2.ImEncode(".png", grey, out var file, new ImageEncodingParam((ImwriteFlags)19, 8 << filter));
        Assert.Contains((byte)filter, FiltersOf(file, rowBytes: 13));
        var back = IndexedPng.Decode(file);
        Assert.Empty(back.Palette);
        Assert.True(grey.GetArray(out byte[] pixels));
        Assert.Equal(pixels, back.Indices.ToArray());
    }

    [Theory]
    [InlineData("camvid/testannot", false)]
    [InlineData("chasedb1/masks", true)]
    public void WhenAMaskIsFromARealDataSet_ItReadsAsOpenCvReadsIt(string folder, bool palette)
    {
        var files = Directory.GetFiles(SharedData.Require($"data/{folder}"), "*.png").Order().Take(4).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, path =>
        {
            var mask = IndexedPng.Decode(File.ReadAllBytes(path));
            Assert.Equal(palette, mask.Palette.Count > 0);
            using var seen = Cv2.ImRead(path, ImreadModes.Color);
            Assert.Equal((seen.Width, seen.Height), (mask.Width, mask.Height));
            for (var i = 0; i < mask.Indices.Length; i++)
            {
                var index = mask.Indices.Span[i];
                var colour = palette ? mask.Palette[index] : new(index, index, index);
                Assert.Equal(colour, Rgb(seen.At<Vec3b>(i / mask.Width, i % mask.Width)));
            }
        });
    }

    private static Rgb Rgb(Vec3b bgr) => new(bgr.Item2, bgr.Item1, bgr.Item0);

    private static (byte[] Indices, Rgb[] Palette) Picture(int pixels, int colours, int seed)
    {
        var random = new Random(seed);
        var indices = Enumerable.Range(0, pixels).Select(_ => (byte)random.Next(colours)).ToArray();
        return (indices, [.. Enumerable.Range(0, colours).Select(i => new Rgb((byte)i, (byte)(i * 7), (byte)(255 - i)))]);
    }

    // The first IDAT holds all of so small a picture.
    private static List<byte> FiltersOf(byte[] file, int rowBytes)
    {
        var data = file.AsSpan().IndexOf("IDAT"u8);
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(data - 4));
        using var zlib = new ZLibStream(new MemoryStream(file, data + 4, length), CompressionMode.Decompress);
        var row = new byte[rowBytes + 1];
        var filters = new List<byte>();
        while (zlib.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) == row.Length) filters.Add(row[0]);
        return filters;
    }

    private static List<string> Chunks(byte[] file)
    {
        var types = new List<string>();
        for (var at = 8; at < file.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)))
            types.Add(Encoding.ASCII.GetString(file, at + 4, 4));
        return types;
    }
}
