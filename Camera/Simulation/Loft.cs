using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Bodies as rings joined to a skin: limbs, trunks, heads, stones, hoses.</summary>
internal static class Loft
{
    /// <param name="wide">Unit vector of the rings' half-width; depth is at right angles to it and to the way from ring to ring.</param>
    public static void Add(Mesh mesh, ReadOnlySpan<Ring> rings, Vector3 wide, Finish finish, int sides = 10, float open = 0.9f)
    {
        var trunk = rings[^1].Centre - rings[0].Centre;
        var deep = Vector3.Normalize(Vector3.Cross(wide, trunk));
        for (var r = 0; r < rings.Length; r++)
            for (var s = 0; s <= sides; s++)
            {
                var (sin, cos) = MathF.SinCos(s * MathF.Tau / sides);
                var out_ = wide * (cos * rings[r].HalfWidth) + deep * (sin * rings[r].HalfDepth);
                mesh.Add(new Vertex(rings[r].Centre + out_, rings[r].Reflectance, new Vector2(r * 1.3f, s * 8f / sides), open, 0)
                {
                    Normal = out_ * 1e-4f,
                });
            }
        mesh.JoinGrid(rings.Length, sides + 1, finish);
    }

    /// <summary>An ellipsoid.</summary>
    public static void AddBall(
        Mesh mesh, Vector3 centre, Vector3 wide, Vector3 axis, float halfWidth, float halfDepth, float halfLength, Vector3 reflectance,
        Finish finish, float open = 0.95f)
    {
        Span<Ring> rings = stackalloc Ring[8];
        for (var r = 0; r < rings.Length; r++)
        {
            var (sin, cos) = MathF.SinCos(MathF.PI * r / (rings.Length - 1));
            rings[r] = new Ring(centre - axis * (cos * halfLength), sin * halfWidth + 1e-4f, sin * halfDepth + 1e-4f, reflectance);
        }
        Add(mesh, rings, wide, finish, 10, open);
    }
}
