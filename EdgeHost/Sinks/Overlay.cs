using System.Runtime.InteropServices;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Draws class maps over their picture. What is not looked for, the background, stays clear. Keeps its buffers; one thread uses it.</summary>
internal sealed class Overlay(ModelManifest manifest) : IDisposable
{
    private const double Opacity = 0.45;

    private readonly Mat[] _colors = [.. manifest.Heads.Select(ColorsOf)];
    private readonly Mat _drawn = new(), _colored = new(), _shown = new();
    private byte[] _pixels = []; // classes at the camera's size; pinned

    /// <returns>uint8 BGR of the camera's size; valid until the next call.</returns>
    public Mat Draw(Frame frame, Segmentation segmentation, Letterbox letterbox)
    {
        frame.Picture.CopyTo(_drawn);
        if (_pixels.Length < frame.Size.Pixels) _pixels = GC.AllocateUninitializedArray<byte>(frame.Size.Pixels, pinned: true);
        using var classes = Mat.FromPixelData(frame.Size.Height, frame.Size.Width, MatType.CV_8UC1, Marshal.UnsafeAddrOfPinnedArrayElement(_pixels, 0));
        for (var h = 0; h < _colors.Length; h++)
        {
            letterbox.MapToCamera(segmentation.Heads[h], _pixels);
            Cv2.CvtColor(classes, _colored, ColorConversionCodes.GRAY2BGR);
            Cv2.LUT(_colored, _colors[h], _colored);
            Cv2.AddWeighted(_drawn, 1 - Opacity, _colored, Opacity, 0, _colored);
            Cv2.Compare(classes, new Scalar(manifest.Heads[h].FirstIsBackgroundIn(manifest.Task) ? 0 : byte.MaxValue), _shown, CmpTypes.NE);
            _colored.CopyTo(_drawn, _shown);
        }
        return _drawn;
    }

    public void Dispose()
    {
        foreach (var mat in (Mat[])[.. _colors, _drawn, _colored, _shown]) mat.Dispose();
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
