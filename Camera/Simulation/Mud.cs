using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>Splashes on the front glass: far out of focus, so soft blots that darken and colour what is behind them.</summary>
internal sealed class Mud(FieldConditions field, FieldScript script, int width, int height) : IDisposable
{
    private readonly Mat _through = new(height, width, MatType.CV_8UC3, Scalar.All(255));
    private readonly Mat _own = new(height, width, MatType.CV_8UC3);
    private (Incident Incident, int Splashes) _painted;

    public void Cover(Mat picture, long frame)
    {
        if (!script.TryFind(IncidentKind.MudOnLens, frame, out var incident)) return;
        // More splashes arrive during the first half; all stay until the lens is wiped.
        var splashes = 1 + (int)(Math.Min(1, incident.Progress(frame) * 2) * 5);
        if (_painted != (incident, splashes)) Paint(incident, splashes);
        _painted = (incident, splashes);
        Cv2.Multiply(picture, _through, picture, 1 / 255.0);
        Cv2.Add(picture, _own, picture);
    }

    private void Paint(Incident incident, int splashes)
    {
        var dice = Dice.For(field.Seed, incident.FirstFrame, 32, incident.Variation);
        using var cover = new Mat(height / 2, width / 2, MatType.CV_8UC1, Scalar.All(0));
        for (var splash = 0; splash < splashes; splash++) Splash(cover, ref dice);
        // Two blurs: a soft outline, with thicker and thinner places left inside.
        var blur = dice.Between(0.005f, 0.014f) * width / 2;
        Cv2.GaussianBlur(cover, cover, new Size(0, 0), blur);
        using var full = new Mat();
        Cv2.Resize(cover, full, new Size(width, height), 0, 0, InterpolationFlags.Linear);
        using var three = new Mat();
        Cv2.Merge([full, full, full], three);
        // Wet mud lets a little light through; its own colour is soil in the shade.
        Cv2.Subtract(Scalar.All(255), three, _through);
        var own = field.Light.Display(field.Soil * (field.Light.Sky * 0.5f + field.Light.Sun * 0.1f));
        using var shade = new Mat(height, width, MatType.CV_8UC3, new Scalar(own.X, own.Y, own.Z));
        Cv2.Multiply(three, shade, _own, 1 / 255.0);
    }

    private static void Splash(Mat cover, ref Dice dice)
    {
        var (w, h) = (cover.Width, cover.Height);
        var centre = new Vector2(dice.Between(0.05f, 0.95f) * w, dice.Between(0.05f, 0.95f) * h);
        var size = dice.Between(0.04f, 0.13f) * w;
        var thick = dice.Between(225, 255);
        var corners = new Point[22];
        var (a, b) = (dice.Angle(), dice.Angle());
        for (var i = 0; i < corners.Length; i++)
        {
            var (sin, cos) = MathF.SinCos(i * MathF.Tau / corners.Length);
            var far = size * (0.75f + 0.18f * MathF.Sin(i * 1.7f + a) + 0.16f * MathF.Sin(i * 0.9f + b) + dice.Between(-0.12f, 0.12f));
            corners[i] = new Point(centre.X + cos * far, centre.Y + sin * far * 0.85f);
        }
        Cv2.FillPoly(cover, [corners], Scalar.All(thick), LineTypes.AntiAlias);
        // Drops thrown outward.
        var drops = 5 + dice.Below(14);
        for (var i = 0; i < drops; i++)
        {
            var (sin, cos) = MathF.SinCos(dice.Angle());
            var far = size * dice.Between(0.9f, 2.4f);
            Cv2.Circle(cover, new Point(centre.X + cos * far, centre.Y + sin * far), (int)(size * dice.Between(0.03f, 0.2f)) + 1,
                Scalar.All(thick * dice.Between(0.7f, 1)), -1, LineTypes.AntiAlias);
        }
    }

    public void Dispose()
    {
        _through.Dispose();
        _own.Dispose();
    }
}
