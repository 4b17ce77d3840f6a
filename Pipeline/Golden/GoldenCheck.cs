using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Golden;

/// <summary>Holds a loaded model against the golden frames of its manifest.</summary>
public static class GoldenCheck
{
    private const int WarmUpFrames = 3;

    /// <returns>The first disagreement, in words; null if there is none.</returns>
    /// <exception cref="ModelException">There are no golden frames, or their files are not those of the manifest.</exception>
    public static string? Fault(SegmentationModel model)
    {
        if (model.Manifest.Golden is null)
            throw new ModelException($"{model.Package.ModelPath}: the manifest has no golden frames. Make some with 'segedge models golden'.");
        try
        {
            return MaskAgreement.Fault(model, GoldenPicture.Of(model.Package));
        }
        catch (OnnxRuntimeException e)
        {
            return $"ONNX Runtime: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>The first runs of a session are slow: they are not to be a live frame's.</summary>
    public static void WarmUp(SegmentationModel model, PictureSize camera)
    {
        using var grey = new Mat(camera.Height, camera.Width, MatType.CV_8UC3, new Scalar(127, 127, 127));
        var frame = GoldenPicture.FrameOf(grey);
        using var segmentation = model.Maps.Rent();
        for (var i = 0; i < WarmUpFrames; i++) model.Segment(frame, segmentation, out _);
    }
}
