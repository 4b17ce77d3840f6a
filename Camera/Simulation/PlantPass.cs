using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Draws plants and stones from far to near, and people and animals between them.</summary>
internal sealed class PlantPass(FieldConditions field, Figures figures, CloudShadows clouds) : IPlantVisitor
{
    private PinholeCamera _camera;
    private Canvas _canvas;
    private float _seconds;

    public void Begin(Canvas canvas, PinholeCamera camera, float seconds) => (_canvas, _camera, _seconds) = (canvas, camera, seconds);

    public void Stands(SpriteSheet sheet, int individual, Vector2 at, float size, float phase, byte label)
    {
        var foot = _camera.Project(new Vector3(at, 0));
        if (foot.Z < 0.1f) return;
        var sprite = sheet.At(individual, foot.Z);
        var haze = field.Light.HazeAt(at.Y);
        // Every plant a little brighter or darker than the next; its phase serves as the dice.
        var own = 0.9f + 0.2f * (phase / MathF.Tau * 7 % 1);
        var gain = Vector3.Lerp(Vector3.One, field.Light.Shade, ShadeAt(foot)) * ((1 - haze) * own);
        // Gusts run over the field; each plant also swings on its own.
        var gust = 0.6f + 0.4f * MathF.Sin(_seconds * 0.9f + at.X * 0.5f);
        var lean = label is FieldClasses.Crop or FieldClasses.Weed ? field.Wind * (gust + 0.7f * gust * MathF.Sin(_seconds * 5.1f + phase)) : 0;
        _canvas.Draw(sprite, foot.X, foot.Y, size * sprite.Depth / foot.Z, lean, gain, field.Light.Haze * haze, label);
    }

    public void StripDone(float forward) =>
        figures.DrawBeyond(forward, _canvas, _camera, ShadeAt(new Vector3(_canvas.Width / 2, _canvas.Height / 2, 0)));

    /// <summary>Whatever stands nearer than the nearest plant.</summary>
    public void End() => StripDone(float.NegativeInfinity);

    private unsafe float ShadeAt(Vector3 foot)
    {
        var row = Math.Clamp((int)foot.Y, 0, _canvas.Height - 1);
        return ((byte*)clouds.Shade.Ptr(row))[Math.Clamp((int)foot.X, 0, _canvas.Width - 1)] / 255f;
    }
}
