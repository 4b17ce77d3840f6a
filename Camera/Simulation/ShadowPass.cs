using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Collects the shadows of plants and stones on the ground.</summary>
internal sealed class ShadowPass(Shadows shadows) : IPlantVisitor
{
    private PinholeCamera _camera;

    public void Begin(PinholeCamera camera) => _camera = camera;

    public void Stands(SpriteSheet sheet, int individual, Vector2 at, float size, float phase, byte label)
    {
        var foot = _camera.Project(new Vector3(at, 0));
        if (foot.Z < 0.1f) return;
        var sprite = sheet.At(individual, foot.Z);
        if (sprite.Shadow is { } shadow) shadows.Add(shadow, foot.X, foot.Y, size * sprite.Depth / foot.Z);
    }

    public void StripDone(float forward) { }
}
