using OpenCvSharp;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Draws a map over its frame: the only place where values are scaled and coloured. Red spoke for the class, blue for the foil;
/// the largest absolute value is fully coloured, zero is clear glass, so that sign and zero cannot be misread.</summary>
public static class Heatmap
{
    // Enough to see a strong cell at once and the picture under it still.
    private const double StrongestOpacity = 0.65;

    // A bar and two numbers in less than this would hide the picture itself.
    private const int LeastHeightForLegend = 120;

    /// <param name="picture">BGR, 8 bit, the whole frame without letterbox padding, at any size.</param>
    /// <returns>A new picture of the same size; the caller disposes it.</returns>
    /// <exception cref="ExplainException">Not an 8-bit BGR picture.</exception>
    public static Mat Draw(Mat picture, SaliencyMap map)
    {
        if (picture.Type() != MatType.CV_8UC3 || picture.Empty())
            throw new ExplainException($"Heatmap: the picture is {picture.Type()} {picture.Width}x{picture.Height}; expected 8-bit BGR.");
        var drawn = picture.Clone();
        var cells = map.Cells.ToArray();
        var strongest = Strongest(cells);
        using var small = Mat.FromPixelData(map.Grid.Rows, map.Grid.Columns, MatType.CV_32FC1, cells);
        using var values = new Mat();
        Cv2.Resize(small, values, picture.Size(), 0, 0, InterpolationFlags.Linear);
        Blend(drawn, values, strongest);
        Outline(drawn, map);
        if (drawn.Height >= LeastHeightForLegend) Legend(drawn, cells.Min(), cells.Max(), strongest);
        return drawn;
    }

    private static float Strongest(float[] cells) => cells.Max(MathF.Abs) is > 0 and var most ? most : 1;

    private static unsafe void Blend(Mat drawn, Mat values, float strongest)
    {
        var (width, height) = (drawn.Width, drawn.Height);
        for (var y = 0; y < height; y++)
        {
            var pixel = new Span<Vec3b>((void*)drawn.Ptr(y), width);
            var value = new ReadOnlySpan<float>((void*)values.Ptr(y), width);
            for (var x = 0; x < pixel.Length; x++)
            {
                var strength = value[x] / strongest;
                pixel[x] = Diverging.Over(pixel[x], strength, StrongestOpacity * Math.Abs(strength));
            }
        }
    }

    private static void Outline(Mat drawn, SaliencyMap map)
    {
        using var region = RegionOverlay.AtPictureSize(map, drawn.Size());
        Cv2.FindContours(region, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        var thickness = Math.Max(1, drawn.Height / 360);
        Cv2.DrawContours(drawn, contours, -1, Scalar.Black, thickness + 2); // black under white: seen on snow and at night
        Cv2.DrawContours(drawn, contours, -1, Scalar.White, thickness);
    }

    private static void Legend(Mat drawn, float least, float most, float strongest)
    {
        var (height, width) = (Math.Max(6, drawn.Height / 60), drawn.Width / 3);
        var (left, top) = (height, drawn.Height - (2 * height));
        for (var x = 0; x < width; x++)
        {
            var colour = Diverging.Colour((2f * x / (width - 1)) - 1);
            drawn.Rectangle(new Rect(left + x, top, 1, height), new Scalar(colour.Item0, colour.Item1, colour.Item2), -1);
        }
        var scale = drawn.Height / 900.0;
        var text = Invariant($"scale +-{strongest:0.###}  min {least:0.###}  max {most:0.###}");
        var at = new Point(left, top - (height / 2));
        Cv2.PutText(drawn, text, at, HersheyFonts.HersheySimplex, Math.Max(0.3, scale), Scalar.Black, 3, LineTypes.AntiAlias);
        Cv2.PutText(drawn, text, at, HersheyFonts.HersheySimplex, Math.Max(0.3, scale), Scalar.White, 1, LineTypes.AntiAlias);
    }
}
