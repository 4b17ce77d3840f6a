using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>The frame under a blur of deviation about a tenth of its shorter side: places keep their colour, no object keeps its form.
/// Three box blurs stand for the Gaussian: their cost does not grow with the deviation (a true Gaussian needs 300 taps here).</summary>
public sealed class BlurReference : PlaneReference
{
    public override string Name => "blur";

    protected override void Replace(float[] plane, PixelRect content, int channel)
    {
        // Three boxes of width w have deviation sqrt(3 (w^2 - 1) / 12), about w / 2.
        var width = Math.Max(3, Math.Min(content.Width, content.Height) / 5) | 1;
        using var picture = Mat.FromPixelData(content.Height, content.Width, MatType.CV_32FC1, plane);
        for (var i = 0; i < 3; i++) Cv2.Blur(picture, picture, new Size(width, width), borderType: BorderTypes.Reflect101);
    }
}
