using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>An irrigation hose across the rows, in lazy curves.</summary>
internal static class Hose
{
    /// <param name="forward">Metres ahead of the camera.</param>
    public static void Build(Mesh mesh, Dice dice, float forward, float halfWidth)
    {
        mesh.Clear();
        var radius = dice.Between(0.014f, 0.034f);
        ReadOnlySpan<Vector3> colours =
        [
            new(0.02f, 0.02f, 0.02f), new(0.05f, 0.16f, 0.05f), new(0.28f, 0.12f, 0.05f),
            new(0.04f, 0.30f, 0.45f), new(0.05f, 0.05f, 0.30f),
        ];
        var colour = colours[dice.Below(colours.Length)];
        var (slant, a, b) = (dice.Between(-0.25f, 0.25f), dice.Angle(), dice.Angle());
        const int Steps = 70;
        Span<Ring> rings = stackalloc Ring[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var x = (i * 2f / Steps - 1) * halfWidth;
            var y = forward + slant * x + 0.16f * MathF.Sin(x * 1.3f + a) + 0.07f * MathF.Sin(x * 3.1f + b);
            rings[i] = new Ring(new Vector3(x, y, radius * 0.9f), radius, radius, colour);
        }
        Loft.Add(mesh, rings, Vector3.UnitY, Finish.Plain, 8, 0.75f);
    }
}
