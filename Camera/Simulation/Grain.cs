using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Fine structure of surfaces as a factor near 1: veins, folds, hair, mineral grain.</summary>
internal static class Grain
{
    public static float Of(Finish finish, Vector2 at) => finish switch
    {
        Finish.Leaf => Veins(at),
        Finish.Cloth => 0.80f + 0.24f * Speckle(new Vector2(at.X * 1.1f + at.Y * 0.4f, at.Y * 0.8f))
            + 0.16f * Speckle(new Vector2(at.X * 3, at.Y * 1.3f)),
        Finish.Fur => 0.84f + 0.18f * Speckle(new Vector2(at.X * 2.3f, at.Y * 5)) + 0.16f * Speckle(new Vector2(at.X * 9, at.Y * 21)),
        Finish.Rock => 0.72f + 0.36f * Speckle(at * 6) + 0.24f * (Speckle(at * 23) - 0.5f) + 0.16f * Speckle(at * 2),
        _ => 1,
    };

    /// <param name="at">X: 0 at the stem, 1 at the tip, plus a whole number that tells leaves apart; Y: -1 and 1 at the edges.</param>
    private static float Veins(Vector2 at)
    {
        var aside = MathF.Abs(at.Y);
        var middle = Math.Max(0, 1 - aside * 9) * (1 - (at.X - MathF.Floor(at.X)) * 0.7f);
        var side = at.X * 7 - aside * 1.6f;
        side = MathF.Abs(side - MathF.Round(side)) * 9; // distance to the next side vein
        var veins = Math.Max(0, 1 - side) * (1 - aside) * 0.10f;
        return 0.95f + 0.22f * middle + veins - 0.05f * aside + 0.14f * (Speckle(new Vector2(at.X * 11, at.Y * 4)) - 0.5f);
    }

    /// <summary>Smooth random values on a grid, 0..1.</summary>
    private static float Speckle(Vector2 at)
    {
        var (x, y) = ((int)MathF.Floor(at.X), (int)MathF.Floor(at.Y));
        var (fx, fy) = (at.X - x, at.Y - y);
        var upper = float.Lerp(Lattice(x, y), Lattice(x + 1, y), fx);
        var lower = float.Lerp(Lattice(x, y + 1), Lattice(x + 1, y + 1), fx);
        return float.Lerp(upper, lower, fy);
    }

    private static float Lattice(int x, int y)
    {
        var h = (uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u;
        h = (h ^ h >> 13) * 0x9E3779B1u;
        return (h >> 16) * (1f / 65536);
    }
}
