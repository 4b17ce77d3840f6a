using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>Low sun in the lens: a blinding disc, a veil over everything, streaks and the ghosts of the aperture.</summary>
internal sealed class Glare(FieldConditions field, FieldScript script, int width, int height) : IDisposable
{
    private const int Coarse = 8; // light in the lens is soft: an eighth of the size is enough

    private readonly Mat _small = new(height / Coarse + 1, width / Coarse + 1, MatType.CV_8UC3);
    private readonly Mat _full = new(height, width, MatType.CV_8UC3);

    public unsafe void Add(Mat picture, long frame)
    {
        if (!script.TryFind(IncidentKind.LowSun, frame, out var incident)) return;
        var dice = Dice.For(field.Seed, incident.FirstFrame, 31, incident.Variation);
        var progress = incident.Progress(frame);
        // Comes and goes within a fifth of the time, and flickers a little as the camera nods.
        var strength = Math.Clamp(Math.Min(progress, 1 - progress) * 5, 0, 1) * dice.Between(0.7f, 1.15f);
        strength *= 1 + 0.05f * MathF.Sin(frame * 0.9f) * MathF.Sin(frame * 0.37f + 1);
        var sun = new Vector2(dice.Between(0.15f, 0.85f) + 0.04f * (progress - 0.5f), dice.Between(-0.12f, 0.22f));
        var colour = Vector3.Lerp(new Vector3(0.45f, 0.78f, 1), new Vector3(0.85f, 0.95f, 1), dice.Next());
        var turn = dice.Angle();
        var aspect = (float)width / height;
        var (rows, columns) = (_small.Height, _small.Width);
        for (var y = 0; y < rows; y++)
        {
            var row = (byte*)_small.Ptr(y);
            for (var x = 0; x < columns; x++)
            {
                var at = new Vector2(((x + 0.5f) / columns - sun.X) * aspect, (y + 0.5f) / rows - sun.Y);
                var light = colour * (strength * 255 * (Around(at, turn) + 0.16f)) + Ghosts(at, sun, aspect, strength);
                light = Vector3.Min(light, new Vector3(255));
                (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = ((byte)light.X, (byte)light.Y, (byte)light.Z);
            }
        }
        Cv2.Resize(_small, _full, _full.Size(), 0, 0, InterpolationFlags.Cubic);
        Cv2.Add(picture, _full, picture);
    }

    /// <param name="at">From the sun, in picture heights.</param>
    private static float Around(Vector2 at, float turn)
    {
        var far = at.Length();
        var spokes = MathF.Pow(MathF.Abs(MathF.Cos(MathF.Atan2(at.Y, at.X) * 3 + turn)), 40);
        return 1.6f * MathF.Exp(-far * far * 90) + 0.55f * MathF.Exp(-far * 3.2f) + 0.35f * spokes * MathF.Exp(-far * 4.5f);
    }

    private static Vector3 Ghosts(Vector2 at, Vector2 sun, float aspect, float strength)
    {
        // Reflections lie on the line from the sun through the middle of the picture.
        var through = new Vector2((0.5f - sun.X) * aspect, 0.5f - sun.Y);
        var sum = Vector3.Zero;
        for (var i = 0; i < 4; i++)
        {
            var off = (at - through * (0.7f + 0.42f * i)).Length() / (0.035f + 0.03f * (i * 7 % 4));
            var tint = i % 2 == 0 ? new Vector3(0.5f, 1, 0.55f) : new Vector3(1, 0.6f, 0.75f);
            sum += tint * (24 * strength * Math.Clamp((1 - off) * 3, 0, 1) * (0.4f + 0.6f * Math.Min(1, off)));
        }
        return sum;
    }

    public void Dispose()
    {
        _small.Dispose();
        _full.Dispose();
    }
}
