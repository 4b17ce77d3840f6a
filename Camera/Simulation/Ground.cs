using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>Paints the soil row by row: without roll, a picture row is a straight line on the ground, walked in fixed point.</summary>
internal sealed class Ground
{
    private const int DetailSize = 256;

    private readonly FieldConditions _field;
    private readonly Soil _soil;
    private readonly byte[] _detail;
    private readonly uint[] _shadeB = new uint[256], _shadeG = new uint[256], _shadeR = new uint[256];
    private readonly Vector3 _cropColour;

    /// <param name="cropColour">Of far rows that are too small for single plants; picture values.</param>
    public Ground(FieldConditions field, Soil soil, Vector3 cropColour)
    {
        (_field, _soil, _cropColour) = (field, soil, cropColour);
        var dice = Dice.For(field.Seed, 0xDE7A);
        _detail = Array.ConvertAll(Noise.Tile(ref dice, DetailSize, 32, 4, 0.8f), v => (byte)Math.Clamp(128 + 21 * v, 60, 196));
        for (var i = 0; i < 256; i++)
        {
            var gain = Vector3.Lerp(Vector3.One, field.Light.Shade, i / 255f);
            (_shadeB[i], _shadeG[i], _shadeR[i]) = ((uint)(gain.X * 256), (uint)(gain.Y * 256), (uint)(gain.Z * 256));
        }
    }

    /// <param name="shadows">[height, width], 0..255.</param>
    public unsafe void Paint(Canvas canvas, in PinholeCamera camera, double driven, Mat shadows, CloudShadows clouds)
    {
        var firstRow = Math.Max(0, (int)MathF.Floor(camera.HorizonRow));
        for (var row = firstRow; row < canvas.Height; row++)
        {
            // The horizon's own row has no ground of its own: it shows the farthest there is.
            if (!camera.TryGround(Math.Max(row + 0.5f, camera.HorizonRow + 0.5f), out var forward, out var depth)) continue;
            var metresPerPixel = depth / camera.FocalPx;
            // Ground per pixel is far longer than wide: between the two, it neither flickers nor smears.
            var footprint = metresPerPixel * MathF.Sqrt(Math.Max(1, depth / camera.Height));
            var level = Math.Clamp((int)(MathF.Log2(footprint * _soil.TexelsPerMetre) + 0.3f), 0, _soil.Levels - 1);
            var line = new Line(
                camera.Forward * forward + camera.Right * (-camera.CentreX * metresPerPixel) + new Vector2(camera.X - _field.RowOffset, 0),
                camera.Right * metresPerPixel);
            var haze = _field.Light.HazeAt(Math.Min(forward, Sky.Distance));
            var (shade, patch) = (clouds.Shade.Ptr(row), clouds.Patch.Ptr(row));
            PaintRow(canvas, row, level, line, driven, haze, (byte*)shadows.Ptr(row), (byte*)shade, (byte*)patch);
            if (forward > Planting.Reach * 0.8f) PaintFarCrop(canvas, row, line, forward, haze);
        }
    }

    /// <summary>Metres: where the row's first pixel is, and how far the next one.</summary>
    private readonly record struct Line(Vector2 Start, Vector2 Step);

    private unsafe void PaintRow(
        Canvas canvas, int row, int level, Line line, double driven, float haze, byte* shadow, byte* cloud, byte* patch)
    {
        var size = _soil.SizeOf(level);
        var mask = size - 1;
        var texels = size / _soil.MetresAcross; // per metre
        var x16 = Fixed(line.Start.X * texels, size);
        var y16 = Fixed((line.Start.Y + driven) * texels, size);
        var (dx, dy) = ((uint)(int)(line.Step.X * texels * 65536), (uint)(int)(line.Step.Y * texels * 65536));
        // Detail: three pixels per grain at any distance up close, gone where it would flicker. Turned by 37 degrees, so that its
        // repeats never line up with the tile's.
        var fine = 410f; // grains per metre
        var fade = Math.Clamp(1.6f - line.Step.X * fine * 0.7f, 0, 1);
        var fade8 = (int)(fade * 256);
        var u16 = Fixed((line.Start.X * 0.8 + (line.Start.Y + driven) * 0.6) * fine, DetailSize);
        var v16 = Fixed(((line.Start.Y + driven) * 0.8 - line.Start.X * 0.6) * fine, DetailSize);
        var du = (uint)(int)((line.Step.X * 0.8f + line.Step.Y * 0.6f) * fine * 65536);
        var dv = (uint)(int)((line.Step.Y * 0.8f - line.Step.X * 0.6f) * fine * 65536);
        var clear = 256 - (uint)(haze * 256);
        var (hazeB, hazeG, hazeR) = Veil(haze);
        var to = canvas.Bgr + row * canvas.Width * 3;
        new Span<byte>(canvas.Classes + row * canvas.Width, canvas.Width).Clear(); // 0 = soil
        const uint Two = 0x00FF00FF;
        fixed (uint* tile = _soil.Level(level), shadeB = _shadeB, shadeG = _shadeG, shadeR = _shadeR)
        fixed (byte* detail = _detail)
            for (var x = 0; x < canvas.Width; x++, to += 3, x16 += dx, y16 += dy, u16 += du, v16 += dv)
            {
                var (tx, ty) = ((int)(x16 >> 16) & mask, (int)(y16 >> 16) & mask);
                var (fx, fy) = (x16 >> 8 & 255, y16 >> 8 & 255);
                var upper = tile + ty * size;
                var lower = tile + (ty + 1 & mask) * size;
                var right = tx + 1 & mask;
                uint a = upper[tx], b = upper[right], c = lower[tx], d = lower[right];
                var evenUp = ((a & Two) * (256 - fx) + (b & Two) * fx) >> 8 & Two;
                var evenLow = ((c & Two) * (256 - fx) + (d & Two) * fx) >> 8 & Two;
                var even = (evenUp * (256 - fy) + evenLow * fy) >> 8 & Two;
                var greenUp = (a >> 8 & 255) * (256 - fx) + (b >> 8 & 255) * fx;
                var greenLow = (c >> 8 & 255) * (256 - fx) + (d >> 8 & 255) * fx;
                var green = (greenUp * (256 - fy) + greenLow * fy) >> 16;
                uint bright = patch[x];
                if (fade8 > 0)
                {
                    var grain = detail[((int)(v16 >> 16) & DetailSize - 1) * DetailSize + ((int)(u16 >> 16) & DetailSize - 1)];
                    bright = (uint)(bright * (32768 + (grain - 128) * fade8)) >> 15;
                }
                var dark = Math.Max(shadow[x], cloud[x]);
                to[0] = Tone((even & 255) * shadeB[dark] * bright >> 15, clear, hazeB);
                to[1] = Tone(green * shadeG[dark] * bright >> 15, clear, hazeG);
                to[2] = Tone((even >> 16) * shadeR[dark] * bright >> 15, clear, hazeR);
            }
    }

    private static byte Tone(uint value, uint clear, uint veil) => (byte)Math.Min((value * clear + veil) >> 8, 255);

    private (uint B, uint G, uint R) Veil(float haze)
    {
        var veil = _field.Light.Haze * haze * 256;
        return ((uint)veil.X, (uint)veil.Y, (uint)veil.Z);
    }

    /// <summary>Modulo the tile before it becomes an integer: the world is longer than 16 bits of texels.</summary>
    private static uint Fixed(double texels, int size) => (uint)((texels - Math.Floor(texels / size) * size) * 65536);

    /// <summary>Rows of crop beyond the last single plant, as stripes that fade in with distance.</summary>
    private unsafe void PaintFarCrop(Canvas canvas, int row, Line line, float forward, float haze)
    {
        var into = Math.Clamp((forward / Planting.Reach - 0.8f) * 5, 0, 1);
        var half = _field.CropRadius * 0.85f / _field.RowSpacing; // share of the spacing that leaves cover on each side
        var soft = Math.Max(0.08f, line.Step.X / _field.RowSpacing);
        // Stripes of less than eight pixels run together, before they would make moiré.
        var even = Math.Clamp((line.Step.X / _field.RowSpacing - 0.06f) / 0.1f, 0, 1);
        var to = canvas.Bgr + row * canvas.Width * 3;
        var classOf = canvas.Classes + row * canvas.Width;
        var colour = Vector3.Lerp(_cropColour, _field.Light.Haze, haze);
        var phase = line.Start.X / _field.RowSpacing;
        for (var x = 0; x < canvas.Width; x++, to += 3, phase += line.Step.X / _field.RowSpacing)
        {
            var aside = MathF.Abs(phase - MathF.Round(phase));
            var cover = float.Lerp(Math.Clamp((half - aside) / soft + 0.5f, 0, 1), Math.Min(1, half * 2), even);
            var alpha = cover * into;
            to[0] = (byte)float.Lerp(to[0], colour.X, alpha);
            to[1] = (byte)float.Lerp(to[1], colour.Y, alpha);
            to[2] = (byte)float.Lerp(to[2], colour.Z, alpha);
            if (alpha >= 0.5f) classOf[x] = FieldClasses.Crop;
        }
    }
}
