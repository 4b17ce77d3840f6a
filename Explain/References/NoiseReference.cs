using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Independent noise per pixel with each channel's own mean and deviation: the frame's colours without any form.</summary>
public sealed class NoiseReference(long seed) : PlaneReference
{
    public override string Name => "noise";

    protected override void Replace(float[] plane, PixelRect content, int channel)
    {
        var values = plane.AsSpan(0, content.Area);
        var mean = TensorPrimitives.Sum<float>(values) / values.Length;
        TensorPrimitives.Subtract(values, mean, values);
        var deviation = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(values) / values.Length);
        var random = new SeededRandom(unchecked((seed * 31) + channel));
        for (var i = 0; i < values.Length; i++) values[i] = mean + (deviation * random.NextBell());
    }
}
