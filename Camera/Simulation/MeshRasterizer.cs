using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Draws meshes with depth, light and fine structure at twice the size each way; <see cref="Resolve"/> halves it.</summary>
internal sealed class MeshRasterizer(Light light)
{
    private uint[] _colours = [];
    private float[] _depths = [];
    private (Vector3 Screen, Vector3 Colour, Vector2 Texture)[] _corners = new (Vector3, Vector3, Vector2)[1024];
    private int _width, _height;
    private float _left, _top;

    /// <summary>Empties the buffer and says which part of the picture it stands for, in picture pixels.</summary>
    public void Begin(int left, int top, int width, int height)
    {
        (_left, _top, _width, _height) = (left, top, width * 2, height * 2);
        if (_colours.Length < _width * _height)
        {
            // Half as much again: a figure that comes nearer asks for a little more in every frame.
            _colours = new uint[_width * _height * 3 / 2];
            _depths = new float[_width * _height * 3 / 2];
        }
        Array.Clear(_colours, 0, _width * _height);
        Array.Fill(_depths, float.MaxValue, 0, _width * _height);
    }

    public void Draw(Mesh mesh, in PinholeCamera camera)
    {
        var vertices = mesh.Vertices;
        if (_corners.Length < vertices.Length) _corners = new (Vector3, Vector3, Vector2)[vertices.Length * 2];
        var eye = new Vector3(camera.X, 0, camera.Height);
        for (var i = 0; i < vertices.Length; i++)
        {
            ref readonly var vertex = ref vertices[i];
            var screen = camera.Project(vertex.Position);
            screen.X = (screen.X - _left) * 2;
            screen.Y = (screen.Y - _top) * 2;
            _corners[i] = (screen, Lit(vertex, Vector3.Normalize(eye - vertex.Position)), vertex.Texture);
        }
        foreach (var (a, b, c, finish) in mesh.Triangles) Fill(_corners[a], _corners[b], _corners[c], finish);
    }

    /// <summary>Only where the mesh is, as alpha; for shadows.</summary>
    /// <param name="scale">Size of the buffer's pixels relative to the picture's.</param>
    public void DrawCoverage(Mesh mesh, in PinholeCamera camera, float scale)
    {
        var vertices = mesh.Vertices;
        if (_corners.Length < vertices.Length) _corners = new (Vector3, Vector3, Vector2)[vertices.Length * 2];
        for (var i = 0; i < vertices.Length; i++)
        {
            var screen = camera.Project(vertices[i].Position);
            screen.X = (screen.X * scale - _left) * 2;
            screen.Y = (screen.Y * scale - _top) * 2;
            _corners[i] = (screen, Vector3.Zero, Vector2.Zero);
        }
        foreach (var (a, b, c, _) in mesh.Triangles) Fill(_corners[a], _corners[b], _corners[c], Finish.Plain);
    }

    /// <summary>Picture values before fine structure: sun, sky, light through the leaf, gloss.</summary>
    private Vector3 Lit(in Vertex vertex, Vector3 toEye)
    {
        var normal = vertex.Normal;
        if (Vector3.Dot(normal, toEye) < 0) normal = -normal;
        var linear = light.Matt(normal, vertex.Reflectance, vertex.Open);
        if (vertex.Clear > 0)
        {
            var through = Math.Max(0, -Vector3.Dot(normal, light.ToSun)) * vertex.Clear * Math.Min(1, vertex.Open * 1.2f);
            linear += vertex.Reflectance * new Vector3(0.5f, 1.15f, 1.25f) * light.Sun * through;
            // Wax: a leaf mirrors the sky at the angle of the sun.
            var half = Vector3.Normalize(toEye + light.ToSun);
            linear += light.Sun * (0.045f * MathF.Pow(Math.Max(0, Vector3.Dot(normal, half)), 18) * vertex.Open);
            linear += light.Sky * (0.012f * vertex.Open * Math.Max(0, normal.Z));
        }
        return light.Display(linear);
    }

    private void Fill(
        in (Vector3 Screen, Vector3 Colour, Vector2 Texture) a,
        in (Vector3 Screen, Vector3 Colour, Vector2 Texture) b,
        in (Vector3 Screen, Vector3 Colour, Vector2 Texture) c,
        Finish finish)
    {
        if (a.Screen.Z < 0.05f || b.Screen.Z < 0.05f || c.Screen.Z < 0.05f) return; // behind the camera or in it
        var (p, q, r) = (a.Screen, b.Screen, c.Screen);
        var area = (q.X - p.X) * (r.Y - p.Y) - (q.Y - p.Y) * (r.X - p.X);
        if (MathF.Abs(area) < 1e-6f) return;
        var left = Math.Max(0, (int)MathF.Floor(Math.Min(p.X, Math.Min(q.X, r.X))));
        var right = Math.Min(_width - 1, (int)MathF.Ceiling(Math.Max(p.X, Math.Max(q.X, r.X))));
        var top = Math.Max(0, (int)MathF.Floor(Math.Min(p.Y, Math.Min(q.Y, r.Y))));
        var bottom = Math.Min(_height - 1, (int)MathF.Ceiling(Math.Max(p.Y, Math.Max(q.Y, r.Y))));
        if (right < left || bottom < top) return;
        var inverse = 1 / area;
        var (stepQ, stepR) = ((r.Y - p.Y) * inverse, -(q.Y - p.Y) * inverse); // how b's and c's weight change per column
        for (var y = top; y <= bottom; y++)
        {
            var (dx, dy) = (left + 0.5f - p.X, y + 0.5f - p.Y);
            var wq = (dx * (r.Y - p.Y) - dy * (r.X - p.X)) * inverse;
            var wr = (dy * (q.X - p.X) - dx * (q.Y - p.Y)) * inverse;
            for (var x = left; x <= right; x++, wq += stepQ, wr += stepR)
            {
                var wp = 1 - wq - wr;
                if (wp < 0 || wq < 0 || wr < 0) continue;
                var at = y * _width + x;
                var depth = p.Z * wp + q.Z * wq + r.Z * wr;
                if (depth >= _depths[at]) continue;
                _depths[at] = depth;
                var colour = a.Colour * wp + b.Colour * wq + c.Colour * wr;
                _colours[at] = Pack(colour * Grain.Of(finish, a.Texture * wp + b.Texture * wq + c.Texture * wr));
            }
        }
    }

    private static uint Pack(Vector3 colour)
    {
        colour = Vector3.Clamp(colour, Vector3.Zero, new Vector3(255));
        return (uint)colour.X | (uint)colour.Y << 8 | (uint)colour.Z << 16 | 0xFF000000;
    }

    /// <summary>Means of 2 × 2: BGRA, colours multiplied by alpha.</summary>
    /// <param name="target">[height, width] as given to <see cref="Begin"/>.</param>
    public void Resolve(Span<uint> target)
    {
        for (var y = 0; y < _height / 2; y++)
        {
            var upper = _colours.AsSpan(y * 2 * _width, _width);
            var lower = _colours.AsSpan((y * 2 + 1) * _width, _width);
            var row = target.Slice(y * (_width / 2), _width / 2);
            for (var x = 0; x < row.Length; x++)
            {
                var (a, b, c, d) = (upper[x * 2], upper[x * 2 + 1], lower[x * 2], lower[x * 2 + 1]);
                if ((a | b | c | d) == 0)
                {
                    row[x] = 0;
                    continue;
                }
                const uint Two = 0x00FF00FF;
                var even = (a & Two) + (b & Two) + (c & Two) + (d & Two);
                var odd = (a >> 8 & Two) + (b >> 8 & Two) + (c >> 8 & Two) + (d >> 8 & Two);
                row[x] = (even >> 2 & Two) | (odd >> 2 & Two) << 8;
            }
        }
    }
}
