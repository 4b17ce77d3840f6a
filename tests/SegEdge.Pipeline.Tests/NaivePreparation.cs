using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tests;

/// <summary>The manifest's arithmetic written down once more, in double precision and one pixel at a time.</summary>
internal static class NaivePreparation
{
    /// <param name="bgr">uint8 [h, w, 3] of the content's size: already resized.</param>
    public static double[] Of(ReadOnlySpan<byte> bgr, OpenCvSharp.Rect content, ModelInput input)
    {
        var tensor = new double[3 * input.Width * input.Height];
        for (var y = 0; y < content.Height; y++)
            for (var x = 0; x < content.Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    double value = bgr[(((y * content.Width) + x) * 3) + (input.Color == ColorOrder.Bgr ? c : 2 - c)];
                    var (row, column) = (y + content.Y, x + content.X);
                    var index = input.Layout == TensorLayout.Nchw
                        ? (((c * input.Height) + row) * input.Width) + column
                        : (((row * input.Width) + column) * 3) + c;
                    tensor[index] = (value - input.Mean[c]) / input.Std[c] * input.Scale;
                }
        return tensor;
    }

    /// <summary>Bilinear resize by pixel centres, edges repeated, rounded to whole grey levels.</summary>
    public static byte[] Resize(ReadOnlySpan<byte> bgr, int width, int height, int toWidth, int toHeight)
    {
        var resized = new byte[toWidth * toHeight * 3];
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
                for (var c = 0; c < 3; c++)
                {
                    var (x0, x1, fx) = Between(x, width, toWidth);
                    var (y0, y1, fy) = Between(y, height, toHeight);
                    var top = ((1 - fx) * bgr[(((y0 * width) + x0) * 3) + c]) + (fx * bgr[(((y0 * width) + x1) * 3) + c]);
                    var bottom = ((1 - fx) * bgr[(((y1 * width) + x0) * 3) + c]) + (fx * bgr[(((y1 * width) + x1) * 3) + c]);
                    resized[(((y * toWidth) + x) * 3) + c] = (byte)Math.Round(((1 - fy) * top) + (fy * bottom));
                }
        return resized;
    }

    private static (int First, int Second, double Share) Between(int at, int from, int to)
    {
        var position = Math.Clamp(((at + 0.5) * from / to) - 0.5, 0, from - 1);
        var first = (int)Math.Floor(position);
        return (first, Math.Min(first + 1, from - 1), position - first);
    }
}
