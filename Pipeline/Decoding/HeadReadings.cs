using SegEdge.Camera;
using SegEdge.Explain;

namespace SegEdge.Pipeline.Decoding;

/// <summary>A class map as an explanation reads it: at the resolution of the head's scores.</summary>
internal static class HeadReadings
{
    /// <param name="map">Of any resolution; of the scores' own it is borrowed, of another each place gets the pixel at its middle.</param>
    public static HeadReading Of(int index, ScoreTensor output, IReadOnlyList<string> classes, ClassMap map)
    {
        var size = new PictureSize(output.Width, output.Height);
        var (pixels, margins, ids) = map.Memory;
        return map.Size == size
            ? new HeadReading(index, output, classes, pixels, margins, ids)
            : new HeadReading(index, output, classes, Reduced(pixels.Span, map.Size, size), Reduced(margins.Span, map.Size, size), Reduced(ids.Span, map.Size, size));
    }

    private static T[] Reduced<T>(ReadOnlySpan<T> values, PictureSize from, PictureSize to)
    {
        if (values.IsEmpty) return [];
        var reduced = new T[to.Pixels];
        for (var y = 0; y < to.Height; y++)
        {
            var row = values.Slice(((2 * y) + 1) * from.Height / (2 * to.Height) * from.Width, from.Width);
            for (var x = 0; x < to.Width; x++) reduced[(y * to.Width) + x] = row[((2 * x) + 1) * from.Width / (2 * to.Width)];
        }
        return reduced;
    }
}
