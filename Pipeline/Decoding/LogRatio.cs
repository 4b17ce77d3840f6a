using System.Numerics;

namespace SegEdge.Pipeline.Decoding;

/// <summary>Logarithms of ratios of probabilities, kept finite.</summary>
internal static class LogRatio
{
    // A float probability closer to 0 or 1 than this carries no information about how close.
    private const float Smallest = 1e-7f;

    public static float Of(float p, float q) => MathF.Log(MathF.Max(p, Smallest) / MathF.Max(q, Smallest));

    public static Vector<float> Of(Vector<float> p, Vector<float> q) =>
        Vector.Log(Vector.Max(p, new(Smallest)) / Vector.Max(q, new(Smallest)));

    public static float Logit(float p) => Of(p, 1 - p);
}
