using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Draws the sprites: one mesh, seen by the mean camera at one depth in the middle of the picture.</summary>
internal sealed class SpriteStudio(PinholeCamera camera, Light light)
{
    private readonly Mesh _mesh = new();
    private readonly MeshRasterizer _rasterizer = new(light);

    public Sprite Draw(ref Dice dice, MeshBuilder build, float depth, bool withShadow)
    {
        // depth = forward · cos + height · sin, solved for forward with the mean camera's own projection.
        var forward = (depth - camera.DepthOfGround(0)) / (camera.DepthOfGround(1) - camera.DepthOfGround(0));
        _mesh.Clear();
        build(ref dice, _mesh, camera.FocalPx / depth);
        var foot = new Vector3(camera.X, forward, 0);
        foreach (ref var vertex in _mesh.Vertices) vertex.Position += foot;

        var anchor = camera.Project(foot);
        var (left, top, width, height) = Bounds(_mesh.Vertices, float.PositiveInfinity);
        _rasterizer.Begin(left, top, width, height);
        _rasterizer.Draw(_mesh, camera);
        var pixels = new uint[width * height];
        _rasterizer.Resolve(pixels);
        return new Sprite
        {
            Pixels = pixels,
            Width = width,
            Height = height,
            AnchorX = anchor.X - left,
            AnchorY = anchor.Y - top,
            Depth = depth,
            Spans = Spans(pixels, width, height),
            Shadow = withShadow ? Shadow(anchor) : null,
        };
    }

    private SpriteShadow Shadow(Vector3 anchor)
    {
        foreach (ref var vertex in _mesh.Vertices) vertex.Position = Shadows.OnGround(vertex.Position, light.ToSun);
        // A tall plant up close and a low sun: only so many pixels of the shadow can be in the picture.
        var (left, top, width, height) = Bounds(_mesh.Vertices, camera.HeightPx * 0.9f);
        _rasterizer.Begin(left / 2, top / 2, width / 2 + 1, height / 2 + 1);
        _rasterizer.DrawCoverage(_mesh, camera, 0.5f);
        var pixels = new uint[(width / 2 + 1) * (height / 2 + 1)];
        _rasterizer.Resolve(pixels);
        var strength = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++) strength[i] = (byte)(pixels[i] >> 24);
        return new SpriteShadow(strength, width / 2 + 1, height / 2 + 1, anchor.X / 2 - left / 2, anchor.Y / 2 - top / 2);
    }

    private (int Left, int Top, int Width, int Height) Bounds(ReadOnlySpan<Vertex> vertices, float limitPx)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (ref readonly var vertex in vertices)
        {
            var at = camera.Project(vertex.Position);
            if (at.Z < 0.05f) continue;
            low = Vector2.Min(low, new Vector2(at.X, at.Y));
            high = Vector2.Max(high, new Vector2(at.X, at.Y));
        }
        var centre = (low + high) / 2;
        low = Vector2.Max(low, centre - new Vector2(limitPx));
        high = Vector2.Min(high, centre + new Vector2(limitPx));
        var (left, top) = ((int)MathF.Floor(low.X) - 1, (int)MathF.Floor(low.Y) - 1);
        return (left, top, (int)MathF.Ceiling(high.X) + 3 - left, (int)MathF.Ceiling(high.Y) + 3 - top);
    }

    private static (short, short)[] Spans(uint[] pixels, int width, int height)
    {
        var spans = new (short, short)[height];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.AsSpan(y * width, width);
            var first = row.IndexOfAnyExcept(0u);
            // One pixel more on each side: bilinear reads mix a pixel with its left and right neighbour.
            if (first >= 0) spans[y] = ((short)Math.Max(0, first - 1), (short)Math.Min(width - 1, row.LastIndexOfAnyExcept(0u) + 1));
        }
        return spans;
    }
}
