using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Stones that would break a hoe: 8 to 30 cm, half buried.</summary>
internal static class Stone
{
    public static void Build(FieldConditions field, ref Dice dice, Mesh mesh, float fine)
    {
        var radius = dice.Between(0.04f, 0.15f);
        var grey = dice.Between(0.07f, 0.24f);
        var reflectance = Vector3.Lerp(new Vector3(grey * 0.92f, grey, grey * 1.04f), field.Soil, 0.15f);
        reflectance *= new Vector3(dice.Between(0.85f, 1.1f), 1, 1);
        var shape = new Vector3(dice.Between(0.8f, 1.4f), dice.Between(0.8f, 1.2f), dice.Between(0.55f, 0.9f));
        var (a, b, c) = (dice.Angle(), dice.Angle(), dice.Angle());
        var facet = Vector3.Normalize(new Vector3(dice.Between(-1, 1), dice.Between(-1, 1), dice.Between(0.2f, 1)));
        var rows = radius * fine > 12 ? 12 : 7;
        var sides = rows + 3;
        for (var r = 0; r < rows; r++)
            for (var s = 0; s <= sides; s++)
            {
                var (sinR, cosR) = MathF.SinCos(MathF.PI * r / (rows - 1));
                var (sinS, cosS) = MathF.SinCos(MathF.Tau * s / sides);
                var unit = new Vector3(sinR * cosS, sinR * sinS, cosR);
                // Three broad dents and bulges, then flattened where the blows fell.
                var bulge = 1 + 0.18f * MathF.Sin(unit.X * 3 + a) + 0.16f * MathF.Sin(unit.Y * 4 + b) + 0.13f * MathF.Sin(unit.Z * 5 + c)
                    + 0.05f * MathF.Sin(unit.X * 9 + unit.Y * 7 + b);
                bulge = Math.Min(bulge, 0.72f / Math.Max(0.4f, Vector3.Dot(unit, facet)));
                var position = unit * shape * (radius * MathF.Min(bulge, 1.06f));
                position.Z += radius * 0.22f;
                var open = Math.Clamp(0.35f + position.Z / radius * 0.7f, 0.3f, 1);
                position.Z = Math.Max(position.Z, -0.004f);
                var soiled = Vector3.Lerp(field.Soil, reflectance, Math.Clamp(position.Z / radius * 2.2f, 0, 1));
                mesh.Add(new Vertex(position, soiled, new Vector2(s * 0.3f + a, r * 0.4f), open, 0) { Normal = unit * 1e-7f });
            }
        mesh.JoinGrid(rows, sides + 1, Finish.Rock);
    }
}
