using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Draws class maps over their picture. What is not looked for, the background, stays clear.</summary>
internal sealed class Overlay(ModelManifest manifest) : IDisposable
{
    private const double Opacity = 0.45;

    private readonly Mat[] _colors = [.. manifest.Heads.Select(ColorsOf)];

    /// <returns>A new picture; the caller disposes it.</returns>
    public Mat Draw(Frame frame, Segmentation segmentation, Letterbox letterbox)
    {
        var picture = frame.Picture;
        var drawn = picture.Clone();
        var pixels = new byte[letterbox.InCamera.Pixels];
        using var classes = Mat.FromPixelData(drawn.Height, drawn.Width, MatType.CV_8UC1, pixels);
        using var colored = new Mat();
        using var shown = new Mat();
        for (var h = 0; h < _colors.Length; h++)
        {
            letterbox.MapToCamera(segmentation.Heads[h], pixels);
            Cv2.CvtColor(classes, colored, ColorConversionCodes.GRAY2BGR);
            Cv2.LUT(colored, _colors[h], colored);
            Cv2.AddWeighted(drawn, 1 - Opacity, colored, Opacity, 0, colored);
            Cv2.Compare(classes, new Scalar(manifest.Heads[h].FirstIsBackgroundIn(manifest.Task) ? 0 : byte.MaxValue), shown, CmpTypes.NE);
            colored.CopyTo(drawn, shown);
        }
        return drawn;
    }

    public void Dispose()
    {
        foreach (var colors in _colors) colors.Dispose();
    }

    private static Mat ColorsOf(ModelHead head)
    {
        var table = new Mat(1, 256, MatType.CV_8UC3, Scalar.Black);
        for (var c = 0; c < head.Classes.Count; c++)
        {
            var color = Rgb.Parse(head.Classes[c].Color);
            table.Set(0, c, new Vec3b(color.B, color.G, color.R));
        }
        return table;
    }
}
