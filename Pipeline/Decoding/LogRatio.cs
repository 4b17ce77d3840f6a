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

    /// <param name="p">Probabilities; receives their log-odds.</param>
    public static void Logits(Span<float> p)
    {
        var i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var some = new Vector<float>(p[i..]);
            Of(some, Vector<float>.One - some).CopyTo(p[i..]);
        }
        for (; i < p.Length; i++) p[i] = Logit(p[i]);
    }
}
