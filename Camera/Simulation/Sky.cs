using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Sky, hills and trees beyond the field: painted once, larger than the picture, then shifted as the camera turns.</summary>
internal sealed class Sky
{
    /// <summary>Metres to the trees at the end of the field.</summary>
    public const float Distance = 160;

    private readonly FieldConditions _field;
    private readonly int _width, _height;
    private readonly byte[] _panorama; // BGR [height, width], the horizon below the last row

    public Sky(FieldConditions field, PinholeCamera camera)
    {
        _field = field;
        // 0.08: more than the robot ever nods or turns, radians.
        var margin = (int)(camera.FocalPx * 0.08f);
        _height = Math.Max(0, (int)camera.HorizonRow + margin);
        _width = camera.WidthPx + 2 * margin;
        _panorama = new byte[_width * _height * 3];
        if (_height == 0) return;
        var dice = Dice.For(field.Seed, 0x5C7);
        var clouds = Noise.Tile(ref dice, 512, 4, 7, 0.56f);
        var crowns = Noise.Tile(ref dice, 512, 16, 5, 0.7f);
        var cover = dice.Between(-0.9f, 0.5f) + field.Light.Overcast;
        var (hills, trees) = (dice.Between(0, 0.07f), dice.Chance(0.75f) ? dice.Between(0.006f, 0.035f) : 0);
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var rise = (_height - y - 0.5f) / camera.FocalPx; // tangent above the horizon
                var colour = Air(rise, x / camera.FocalPx, clouds, cover);
                colour = Beyond(colour, x / camera.FocalPx, rise, crowns, hills, trees);
                var i = (y * _width + x) * 3;
                (_panorama[i], _panorama[i + 1], _panorama[i + 2]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
            }
    }

    /// <summary>Everything down to the horizon.</summary>
    public unsafe void Paint(Canvas canvas, in PinholeCamera camera)
    {
        var rows = Math.Min(canvas.Height, (int)MathF.Floor(camera.HorizonRow));
        var margin = (_width - canvas.Width) / 2;
        var turn = (int)MathF.Round(MathF.Atan2(camera.Forward.X, camera.Forward.Y) * camera.FocalPx);
        var left = Math.Clamp(margin + turn, 0, 2 * margin);
        for (var y = 0; y < rows; y++)
        {
            var from = Math.Clamp(_height - rows + y, 0, _height - 1);
            var to = new Span<byte>(canvas.Bgr + y * canvas.Width * 3, canvas.Width * 3);
            _panorama.AsSpan((from * _width + left) * 3, canvas.Width * 3).CopyTo(to);
            new Span<byte>(canvas.Classes + y * canvas.Width, canvas.Width).Fill(FieldClasses.Sky);
        }
    }

    private Vector3 Air(float rise, float aside, float[] clouds, float cover)
    {
        var light = _field.Light;
        var blue = Vector3.Lerp(light.Haze * 1.1f, new Vector3(225, 165, 105), 1 - MathF.Exp(-rise * 3.5f));
        blue = Vector3.Lerp(blue, light.Haze * 1.25f, light.Overcast * 0.8f);
        // A flat layer of cloud: near the horizon it is far away and therefore fine and crowded.
        var range = 1 / (rise + 0.07f);
        var density = Sample(clouds, aside * range * 0.16f + 0.2f, range * 0.22f);
        var thick = Math.Clamp((density + cover) * 1.1f, 0, 1);
        var white = new Vector3(248, 246, 244) * float.Lerp(1, 0.80f, Math.Clamp(density + cover - 0.6f, 0, 1));
        var sky = Vector3.Lerp(blue, Vector3.Lerp(white, light.Haze * 1.15f, 0.45f * MathF.Exp(-rise * 6)), thick * 0.85f);
        return Vector3.Clamp(sky, Vector3.Zero, new Vector3(255));
    }

    private Vector3 Beyond(Vector3 sky, float aside, float rise, float[] crowns, float hills, float trees)
    {
        var haze = _field.Light.Haze;
        var lit = _field.Light.Display(new Vector3(0.03f, 0.075f, 0.045f) * (_field.Light.Sun * 0.5f + _field.Light.Sky));
        var ridge = hills * (0.6f + 0.5f * Sample(crowns, aside * 0.03f, 0.1f));
        var hill = Vector3.Lerp(lit, haze, Math.Max(0.6f, _field.Light.HazeAt(Distance * 4)));
        if (rise < ridge) sky = Vector3.Lerp(hill, sky, Math.Clamp((rise - ridge) * 500 + 1, 0, 1) * 0.3f);
        var top = trees * (0.75f + 0.55f * Sample(crowns, aside * 0.5f, 0.7f) + 0.12f * Sample(crowns, aside * 3f, 0.4f));
        if (rise >= top) return sky;
        // Crowns: bright where they bulge up, dark in the gaps and at the foot.
        var bulge = Sample(crowns, aside * 2.6f, rise * 4.5f);
        var shade = Math.Clamp(0.75f + 0.4f * bulge + 0.3f * rise / Math.Max(top, 1e-4f), 0.35f, 1.4f);
        return Vector3.Clamp(Vector3.Lerp(lit * shade, haze, _field.Light.HazeAt(Distance) * 0.85f), Vector3.Zero, new Vector3(255));
    }

    /// <summary>Bilinear; one tile per unit.</summary>
    private static float Sample(float[] tile, float x, float y)
    {
        var (u, v) = ((x - MathF.Floor(x)) * 512, (y - MathF.Floor(y)) * 512);
        var (column, row) = ((int)u, (int)v);
        var (fx, fy) = (u - column, v - row);
        float At(int dx, int dy) => tile[(row + dy & 511) * 512 + (column + dx & 511)];
        return float.Lerp(float.Lerp(At(0, 0), At(1, 0), fx), float.Lerp(At(0, 1), At(1, 1), fx), fy);
    }
}
