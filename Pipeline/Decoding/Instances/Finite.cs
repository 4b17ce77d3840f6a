using System.Numerics;

namespace SegEdge.Pipeline.Decoding.Instances;

internal static class Finite
{
    /// <summary>Whether no value is NaN or infinite.</summary>
    public static bool All(ReadOnlySpan<float> values)
    {
        // Anything that is not finite makes this sum of products with zero not a number.
        var taint = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count) taint += new Vector<float>(values[i..]) * Vector<float>.Zero;
        var tail = 0f;
        for (; i < values.Length; i++) tail += values[i] * 0;
        return !float.IsNaN(Vector.Sum(taint) + tail);
    }
}
