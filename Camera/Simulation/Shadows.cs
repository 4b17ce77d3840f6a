using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>Where the sun does not reach the ground: collected at half size, softened once, then read by <see cref="Ground"/>.</summary>
internal sealed class Shadows : IDisposable
{
    private readonly Mat _half, _full;
    private readonly bool _none;

    public Shadows(int width, int height, Light light)
    {
        _half = new Mat(height / 2 + 1, width / 2 + 1, MatType.CV_8UC1);
        _full = new Mat(height, width, MatType.CV_8UC1);
        _none = light.Overcast > 0.95f;
    }

    /// <summary>Where this point's shadow falls on flat ground. A sun below 22 degrees is treated as 22: shadows of many metres would
    /// cover everything and cost the most.</summary>
    public static Vector3 OnGround(Vector3 point, Vector3 toSun)
    {
        var reach = point.Z / Math.Max(toSun.Z, 0.37f);
        return new Vector3(point.X - toSun.X * reach, point.Y - toSun.Y * reach, 0);
    }

    public void Clear() => _half.SetTo(Scalar.All(0));

    /// <summary>The darker of what is there and this plant's shadow. Nearest pixel: the blur comes after.</summary>
    public unsafe void Add(SpriteShadow shadow, float column, float row, float scale)
    {
        if (_none) return;
        var (left, top) = (column * 0.5f - shadow.AnchorX * scale, row * 0.5f - shadow.AnchorY * scale);
        var (firstX, firstY) = (Math.Max(0, (int)left), Math.Max(0, (int)top));
        var endX = Math.Min(_half.Width, (int)(left + shadow.Width * scale));
        var endY = Math.Min(_half.Height, (int)(top + shadow.Height * scale));
        if (endX <= firstX) return;
        var step = (int)(65536 / scale);
        fixed (byte* strength = shadow.Strength)
            for (var y = firstY; y < endY; y++)
            {
                var from = strength + Math.Clamp((int)((y - top) / scale), 0, shadow.Height - 1) * shadow.Width;
                var to = (byte*)_half.Ptr(y);
                var x16 = Math.Max(0, (int)((firstX - left) * step));
                var last = (shadow.Width - 1) << 16;
                for (var x = firstX; x < endX && x16 <= last; x++, x16 += step)
                {
                    var value = from[x16 >> 16];
                    if (value > to[x]) to[x] = value;
                }
            }
    }

    /// <summary>The shadow of something drawn anew in every frame.</summary>
    public void Add(Mesh mesh, in PinholeCamera camera, Light light)
    {
        if (_none) return;
        Span<Point> corners = stackalloc Point[3];
        var vertices = mesh.Vertices;
        foreach (var (a, b, c, _) in mesh.Triangles)
        {
            if (TryPlace(vertices[a], camera, light, out corners[0]) && TryPlace(vertices[b], camera, light, out corners[1])
                && TryPlace(vertices[c], camera, light, out corners[2]))
                Triangle(corners);
        }
    }

    private readonly Point[] _triangle = new Point[3];

    private void Triangle(ReadOnlySpan<Point> corners)
    {
        corners.CopyTo(_triangle);
        Cv2.FillConvexPoly(_half, _triangle, Scalar.All(255), LineTypes.Link8, shift: 4);
    }

    private static bool TryPlace(in Vertex vertex, in PinholeCamera camera, Light light, out Point at)
    {
        var place = camera.Project(OnGround(vertex.Position, light.ToSun));
        // 16: a sixteenth of a pixel, the unit of shift 4; 0.5: the buffer is half size.
        at = new Point((int)(Math.Clamp(place.X, -4000, 8000) * 8), (int)(Math.Clamp(place.Y, -4000, 8000) * 8));
        return place.Z > 0.1f;
    }

    /// <summary>Shadow strength per pixel, [height, width], 0..255; valid until the next call.</summary>
    public Mat Soften()
    {
        // 5 of 540 half-size rows: about the half-shadow of leaves 20 cm up, plus light scattered below them.
        var size = Math.Max(3, _half.Height / 90) | 1;
        Cv2.GaussianBlur(_half, _half, new Size(size, size), 0);
        Cv2.Resize(_half, _full, _full.Size(), 0, 0, InterpolationFlags.Linear);
        return _full;
    }

    public void Dispose()
    {
        _half.Dispose();
        _full.Dispose();
    }
}
