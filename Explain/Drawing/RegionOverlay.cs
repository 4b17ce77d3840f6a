using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>The region in picture coordinates: the output's content is cut out, then stretched over the picture.</summary>
internal static class RegionOverlay
{
    /// <returns>8-bit mask, 255 inside; the caller disposes it.</returns>
    public static Mat AtPictureSize(SaliencyMap map, Size picture)
    {
        var (region, content) = (map.Target.Region, map.Content);
        var (scaleX, scaleY) = ((double)region.Width / map.Input.Width, (double)region.Height / map.Input.Height);
        using var mask = Mat.FromPixelData(region.Height, region.Width, MatType.CV_8UC1, region.ToPixels());
        // Nearest neighbour by an affine map: no rounding of the content to whole output pixels.
        using var toOutput = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[]
        {
            content.Width * scaleX / picture.Width, 0, (content.X + (0.5 * content.Width / picture.Width)) * scaleX - 0.5,
            0, content.Height * scaleY / picture.Height, (content.Y + (0.5 * content.Height / picture.Height)) * scaleY - 0.5,
        });
        var stretched = new Mat();
        Cv2.WarpAffine(mask * 255.0, stretched, toOutput, picture, InterpolationFlags.Nearest | InterpolationFlags.WarpInverseMap);
        return stretched;
    }
}
