using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Every pixel has the frame's own mean colour.</summary>
public sealed class FrameMeanReference : PlaneReference
{
    public override string Name => "frame-mean";

    protected override void Replace(float[] plane, PixelRect content, int channel)
    {
        var values = plane.AsSpan(0, content.Area);
        values.Fill(TensorPrimitives.Sum<float>(values) / values.Length);
    }
}
