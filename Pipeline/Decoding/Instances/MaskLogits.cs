using System.Numerics.Tensors;
using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>One object's mask at the prototypes' resolution: the sum of the prototypes, each times the detection's coefficient for it, within the object's box. Keeps its room.</summary>
internal sealed class MaskLogits(DetectionLayout layout, PictureSize size, PictureSize input)
{
    private readonly float[] _values = new float[size.Pixels];

    /// <summary>The prototypes' pixels whose left and upper edge lies in the box, which is what Ultralytics' crop_mask keeps.</summary>
    public Rect Crop { get; private set; }

    public ReadOnlySpan<float> Row(int y) => _values.AsSpan((y * size.Width) + Crop.X, Crop.Width);

    /// <param name="prototypes">[M, h, w].</param>
    public void Fill(ReadOnlySpan<float> detections, ReadOnlySpan<float> prototypes, in Detection detection)
    {
        Crop = CropOf(detection.Box);
        for (var y = Crop.Top; y < Crop.Bottom; y++)
        {
            var start = (y * size.Width) + Crop.X;
            var row = _values.AsSpan(start, Crop.Width);
            TensorPrimitives.Multiply(prototypes.Slice(start, Crop.Width), Coefficient(detections, 0, detection.Index), row);
            for (var m = 1; m < layout.Coefficients; m++)
                TensorPrimitives.MultiplyAdd(prototypes.Slice((m * size.Pixels) + start, Crop.Width), Coefficient(detections, m, detection.Index), row, row);
        }
    }

    private float Coefficient(ReadOnlySpan<float> detections, int which, int index) => detections[layout.IndexOf(layout.FirstCoefficient + which, index)];

    private Rect CropOf(in BoxEdges box)
    {
        int left = First(box.Left, size.Width, input.Width), top = First(box.Top, size.Height, input.Height);
        return new Rect(left, top, Math.Max(0, First(box.Right, size.Width, input.Width) - left), Math.Max(0, First(box.Bottom, size.Height, input.Height) - top));

        static int First(double edge, int to, int from) => (int)Math.Clamp(Math.Ceiling(edge * to / from), 0, to);
    }
}
