using OpenCvSharp;

namespace SegEdge.Pipeline.Tests;

/// <summary>Class maps drawn by hand, of a picture that fills them.</summary>
internal static class Maps
{
    /// <summary>One character a pixel, one row a line: '.' is class 0, a digit its class.</summary>
    public static Segmentation Draw(params string[] rows) => Of(rows[0].Length, rows.Length, (x, y) => rows[y][x] == '.' ? 0 : rows[y][x] - '0');

    public static Segmentation Of(int width, int height, Func<int, int, int> classAt, Func<int, int, float>? marginAt = null, bool hasMargins = true)
    {
        var map = new ClassMap("head", new PictureSize(width, height), hasMargins);
        for (var i = 0; i < width * height; i++)
        {
            map.Classes[i] = (byte)classAt(i % width, i / width);
            if (hasMargins) map.Margins[i] = marginAt?.Invoke(i % width, i / width) ?? 5;
        }
        return new Segmentation(null, [map]);
    }

    public static Letterbox Whole(Segmentation segmentation)
    {
        var size = segmentation.Heads[0].Size;
        return new Letterbox(size, size, new Rect(0, 0, size.Width, size.Height));
    }
}
