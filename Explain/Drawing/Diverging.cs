using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>Blue, grey, red: the cool-warm colours of Moreland, Diverging Color Maps for Scientific Visualization, ISVC 2009.
/// Lightness falls evenly to both sides, and the two hues stay apart for colour-blind readers.</summary>
internal static class Diverging
{
    // BGR at -1, -0.5, 0, 0.5, 1; straight lines between them stay within 3 % of the published table.
    private static readonly Vec3b[] Anchors =
        [new(192, 76, 59), new(254, 176, 141), new(221, 221, 221), new(122, 152, 244), new(38, 4, 180)];

    /// <param name="strength">-1..1; beyond is cut.</param>
    public static Vec3b Colour(float strength)
    {
        var at = (Math.Clamp(strength, -1, 1) + 1) * 2;
        var before = Math.Min((int)at, Anchors.Length - 2);
        return Mix(Anchors[before], Anchors[before + 1], at - before);
    }

    public static Vec3b Over(Vec3b pixel, float strength, double opacity) => Mix(pixel, Colour(strength), opacity);

    private static Vec3b Mix(Vec3b from, Vec3b to, double share) =>
        new(Mix(from.Item0, to.Item0, share), Mix(from.Item1, to.Item1, share), Mix(from.Item2, to.Item2, share));

    private static byte Mix(byte from, byte to, double share) => (byte)(from + (share * (to - from)) + 0.5);
}
