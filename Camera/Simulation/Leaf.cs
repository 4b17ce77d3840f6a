using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>One leaf as a curved surface: a bending midrib, an outline, a fold along the rib and waves at the edge.</summary>
internal record struct Leaf(LeafOutline Outline)
{
    /// <summary>Metres from the ground point of the plant.</summary>
    public Vector3 Root;

    /// <summary>Radians: compass direction, rise above the horizontal at the root, and how much of it is lost towards the tip.</summary>
    public float Direction, Rise, Droop;

    /// <summary>Metres; the width is that of one half.</summary>
    public float Length, HalfWidth;

    /// <summary>Radians that each half is folded up.</summary>
    public float Fold;

    /// <summary>Height of the waves at the edge, in half-widths.</summary>
    public float Waves;

    public float Phase;

    /// <summary>Share of the length that is a thin stalk.</summary>
    public float Stalk;

    public Vector3 Reflectance;

    /// <summary>Share of the sky seen at the root and at the tip.</summary>
    public float OpenAtRoot, OpenAtTip;

    /// <param name="pixelsPerMetre">How fine the surface must be; the same leaf at any fineness.</param>
    /// <returns>Where the tip came to lie, for what grows there.</returns>
    public readonly Vector3 AddTo(Mesh mesh, float pixelsPerMetre)
    {
        var (fine, most) = Outline is LeafOutline.Toothed or LeafOutline.Lobed ? (2.5f, 30) : (1, 12);
        var rows = Math.Clamp((int)(Length * pixelsPerMetre / 7 * fine), 4, most) + 1;
        var columns = HalfWidth * pixelsPerMetre > 5 ? 5 : 3;
        var outward = new Vector3(MathF.Sin(Direction), MathF.Cos(Direction), 0);
        var aside = new Vector3(outward.Y, -outward.X, 0);
        var at = Root;
        var step = Length / (rows - 1);
        for (var r = 0; r < rows; r++)
        {
            var t = r / (rows - 1f);
            var (sin, cos) = MathF.SinCos(Rise - Droop * t);
            var up = outward * -sin + Vector3.UnitZ * cos;
            var width = HalfWidth * WidthAt(t);
            for (var c = 0; c < columns; c++)
            {
                var v = c * 2f / (columns - 1) - 1;
                var lift = MathF.Abs(v) * MathF.Sin(Fold) + Waves * v * v * MathF.Sin(t * 16 + Phase + v);
                var position = at + aside * (width * v * MathF.Cos(Fold)) + up * (width * lift);
                position.Z = Math.Max(position.Z, 0.002f); // leaves rest on the ground
                var open = float.Lerp(OpenAtRoot, OpenAtTip, MathF.Sqrt(t));
                var texture = new Vector2(t * 0.999f + MathF.Floor(Phase * 3), v);
                mesh.Add(new Vertex(position, Reflectance, texture, open, 0.55f) { Normal = up * 1e-9f });
            }
            at += (outward * cos + Vector3.UnitZ * sin) * step;
        }
        mesh.JoinGrid(rows, columns, Finish.Leaf);
        return at;
    }

    /// <summary>Half-width at a share of the length, relative to the widest.</summary>
    private readonly float WidthAt(float t)
    {
        if (t < Stalk) return 0.12f;
        t = Stalk > 0 ? (t - Stalk) / (1 - Stalk) : t;
        return Outline switch
        {
            LeafOutline.Strap => Math.Min(1, 0.45f + t * 4) * MathF.Pow(Math.Max(0, 1 - t * t * t), 0.8f),
            LeafOutline.Ovate => MathF.Pow(Math.Max(0, MathF.Sin(MathF.PI * MathF.Pow(t, 0.72f))), 0.9f) + 0.03f,
            LeafOutline.Broad => MathF.Pow(Math.Max(0, MathF.Sin(MathF.PI * MathF.Pow(0.04f + t * 0.96f, 1.15f))), 0.65f),
            LeafOutline.Diamond => (t < 0.4f ? t / 0.4f : (1 - t) / 0.6f) * (0.9f + 0.1f * MathF.Sin(t * 30)) + 0.03f,
            LeafOutline.Toothed => (0.25f + 0.75f * t) * (0.45f + 0.55f * Saw(t * 6)) * MathF.Pow(Math.Max(0, 1 - MathF.Pow(t, 7)), 0.5f),
            LeafOutline.Lobed =>
                MathF.Sin(MathF.PI * (0.1f + 0.9f * t)) * (0.30f + 0.70f * MathF.Pow(MathF.Abs(MathF.Sin(t * 15)), 0.8f)) + 0.02f,
            _ => t < 0.18f ? 0.5f + t * 2.7f : (1 - t) * 1.2f, // arrow
        };
    }

    private static float Saw(float x) => 1 - (x - MathF.Floor(x));
}
