using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Sun, sky and exposure. Colours are linear BGR; a picture's bytes are their square root (gamma 2, near enough to sRGB and
/// cheap) after exposure and a soft shoulder.</summary>
internal sealed class Light
{
    private readonly float _exposure;

    private Light(ref Dice dice)
    {
        var elevation = float.DegreesToRadians(dice.Bell(14, 72));
        var azimuth = dice.Angle();
        Overcast = dice.Chance(0.35f) ? dice.Between(0.6f, 1) : dice.Between(0, 0.35f);
        ToSun = new Vector3(MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation));

        // Low sun is yellow because its way through the air is long; the rest is how the camera sets its white balance.
        var low = 1 - Math.Clamp(elevation / 0.9f, 0, 1);
        var balance = dice.Between(-0.12f, 0.12f);
        var white = new Vector3(1 - balance, 1 + dice.Between(-0.03f, 0.03f), 1 + balance);
        Sun = Vector3.Lerp(new Vector3(0.93f, 0.97f, 1), new Vector3(0.55f, 0.78f, 1), low) * white * 2.6f * (1 - 0.92f * Overcast);
        Sky = Vector3.Lerp(new Vector3(0.62f, 0.48f, 0.38f), new Vector3(1.25f, 1.2f, 1.15f), Overcast) * white;
        var lit = Sun * ToSun.Z + Sky;
        _exposure = dice.Bell(0.7f, 1.5f) * 1.0f / Vector3.Dot(lit, new Vector3(0.1f, 0.6f, 0.3f));
        HazeDensity = dice.Chance(0.4f) ? dice.Between(0.006f, 0.025f) : dice.Between(0.0008f, 0.005f);
        Haze = Display(lit * Vector3.Lerp(new Vector3(0.42f, 0.40f, 0.38f), new Vector3(0.25f, 0.33f, 0.4f), dice.Next()));
        var shade = Sky / lit;
        Shade = new Vector3(MathF.Sqrt(shade.X), MathF.Sqrt(shade.Y), MathF.Sqrt(shade.Z));
    }

    /// <summary>Unit vector.</summary>
    public Vector3 ToSun { get; }

    public Vector3 Sun { get; }

    public Vector3 Sky { get; }

    public float Overcast { get; }

    /// <summary>What flat ground keeps of its picture value, 0..1, where the sun does not reach.</summary>
    public Vector3 Shade { get; }

    /// <summary>Colour of far air, in picture values 0..255.</summary>
    public Vector3 Haze { get; }

    /// <summary>Per metre.</summary>
    public float HazeDensity { get; }

    public static Light Draw(ref Dice dice) => new(ref dice);

    /// <summary>Share of haze between the camera and something so far away.</summary>
    public float HazeAt(float metres) => 1 - MathF.Exp(-HazeDensity * metres);

    /// <summary>Light that a matt surface sends back, linear.</summary>
    /// <param name="open">Share of the sky that reaches it: 1 in the open, near 0 deep between leaves.</param>
    public Vector3 Matt(Vector3 normal, Vector3 reflectance, float open)
    {
        var direct = Math.Max(0, Vector3.Dot(normal, ToSun));
        return reflectance * (Sun * (direct * Math.Min(1, open * 1.25f)) + Sky * ((0.62f + 0.38f * normal.Z) * open));
    }

    /// <summary>Linear light to picture values, 0..255.</summary>
    public Vector3 Display(Vector3 linear)
    {
        // 4.4: bright soil in the sun comes out near 170 of 255, as a metering camera would have it.
        var exposed = linear * (_exposure * 4.4f);
        exposed /= Vector3.One + exposed * 0.28f;
        return Vector3.Min(Vector3.SquareRoot(exposed) * 255, new Vector3(255));
    }
}
