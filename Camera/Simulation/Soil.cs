using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>A square of lit ground that repeats without a seam, in several sizes: furrows, clods, cracks, pebbles, straw. Light is
/// baked in, since the sun does not move during a run.</summary>
internal sealed class Soil
{
    private const int Rows = 4; // crop rows across the tile, so that ridges meet at the seam

    private readonly int _size; // texels each way
    private readonly uint[][] _levels; // each half the size of the one before; BGR in the low bytes

    /// <param name="widthPx">Of the picture: a small one cannot show fine ground, and its tile is drawn four times faster.</param>
    public Soil(FieldConditions field, int widthPx)
    {
        _size = widthPx >= 640 ? 1024 : 512;
        var dice = Dice.For(field.Seed, 0x5011);
        MetresAcross = field.RowSpacing * Rows;
        var metresPerTexel = MetresAcross / _size;
        var heights = Heights(field, ref dice);
        var colours = Colours(field, heights, metresPerTexel, ref dice);
        Scatter(field, colours, ref dice);
        using var full = Mat.FromPixelData(_size, _size, MatType.CV_8UC3, colours);
        _levels = new uint[9][];
        for (var level = 0; level < _levels.Length; level++)
        {
            using var small = new Mat();
            Cv2.Resize(full, small, new Size(_size >> level, _size >> level), 0, 0, InterpolationFlags.Area);
            using var wide = new Mat();
            Cv2.CvtColor(small, wide, ColorConversionCodes.BGR2BGRA);
            wide.GetArray(out Vec4b[] texels);
            _levels[level] = Array.ConvertAll(texels, t => (uint)(t.Item0 | t.Item1 << 8 | t.Item2 << 16));
        }
        var mean = Cv2.Mean(full);
        Mean = new Vector3((float)mean.Val0, (float)mean.Val1, (float)mean.Val2);
    }

    public float MetresAcross { get; }

    /// <summary>Mean colour in picture values.</summary>
    public Vector3 Mean { get; }

    public float TexelsPerMetre => _size / MetresAcross;

    public int Levels => _levels.Length;

    /// <summary>[size, size], see <see cref="SizeOf"/>.</summary>
    public uint[] Level(int level) => _levels[level];

    public int SizeOf(int level) => _size >> level;

    private float[] Heights(FieldConditions field, ref Dice dice)
    {
        var broad = Noise.Tile(ref dice, _size, 8, 4, 0.55f);
        var clods = Billows(ref dice);
        var grit = Noise.Tile(ref dice, _size, 256, 3, 0.9f);
        var cracks = Noise.Tile(ref dice, _size, 32, 2, 0.5f);
        var crackDepth = dice.Chance(0.3f) ? 0.012f * (1 - field.Wetness) : 0;
        var heights = new float[_size * _size];
        var clodHeight = 0.005f + 0.020f * field.Clods;
        for (var y = 0; y < _size; y++)
            for (var x = 0; x < _size; x++)
            {
                var i = y * _size + x;
                // Rows stand on the ridges: the crest is at whole multiples of the row spacing.
                var ridge = 0.5f + 0.5f * MathF.Cos((x * Rows / (float)_size + 0.02f * broad[i]) * MathF.Tau);
                var between = 1.25f - ridge * 0.5f; // the hoe leaves coarser ground between the rows
                heights[i] = field.Ridge * ridge + 0.012f * broad[i] + clodHeight * between * clods[i] + 0.0022f * grit[i]
                    - crackDepth * Math.Max(0, 1 - MathF.Abs(cracks[i]) * 14);
            }
        return heights;
    }

    /// <summary>Round clods with sharp gaps between them, large ones carrying small ones; about -1..1.</summary>
    private float[] Billows(ref Dice dice)
    {
        var sum = new float[_size * _size];
        var height = 0.55f;
        for (var cells = 16; cells <= 256; cells *= 2, height *= 0.72f)
        {
            var layer = Noise.Tile(ref dice, _size, cells, 1, 1);
            for (var i = 0; i < sum.Length; i++) sum[i] += height * (0.45f - MathF.Abs(layer[i]));
        }
        return sum;
    }

    private byte[] Colours(FieldConditions field, float[] heights, float metresPerTexel, ref Dice dice)
    {
        var tint = Noise.Tile(ref dice, _size, 8, 6, 0.6f);
        var grains = Noise.Tile(ref dice, _size, 256, 3, 1);
        using var height = Mat.FromPixelData(_size, _size, MatType.CV_32FC1, heights);
        using var around = new Mat();
        Cv2.GaussianBlur(height, around, new Size(0, 0), 12);
        around.GetArray(out float[] mean);
        var light = field.Light;
        var (dirX, dirY) = (light.ToSun.X, light.ToSun.Y);
        var along = MathF.Sqrt(dirX * dirX + dirY * dirY) + 1e-6f;
        (dirX, dirY) = (dirX / along, dirY / along);
        var rise = light.ToSun.Z / along * metresPerTexel; // height the sun's ray gains per texel
        var bytes = new byte[_size * _size * 3];
        for (var y = 0; y < _size; y++)
            for (var x = 0; x < _size; x++)
            {
                var i = y * _size + x;
                var h = heights[i];
                float At(int dx, int dy) => heights[(y + dy & _size - 1) * _size + (x + dx & _size - 1)];
                var slopeX = (At(1, 0) - At(-1, 0)) / (2 * metresPerTexel);
                var slopeY = (At(0, 1) - At(0, -1)) / (2 * metresPerTexel);
                var normal = Vector3.Normalize(new Vector3(-slopeX, -slopeY, 1.15f)); // 1.15: grains round every edge off
                var blocked = 0f;
                for (var step = 2; step <= 11; step += 3)
                    blocked = Math.Max(blocked, At((int)(dirX * step), (int)(dirY * step)) - h - rise * step);
                var sunlit = Math.Clamp(1 - blocked / (3 * metresPerTexel), 0, 1);
                var high = h - mean[i];
                var open = Math.Clamp(0.85f + high * 26, 0.25f, 1.1f);
                // Wet ground is dark and a little more saturated; it dries first on top.
                var wet = Math.Clamp(field.Wetness * (1.1f - high * 60 - 0.25f * tint[i]), 0, 1);
                var reflectance = field.Soil * (1 + 0.16f * tint[i] + 0.13f * grains[i]) * float.Lerp(1, 0.42f, wet);
                reflectance = Vector3.Max(reflectance, field.Soil * 0.2f);
                var direct = Math.Max(0, Vector3.Dot(normal, light.ToSun)) * sunlit;
                var lit = light.Display(reflectance * (light.Sun * direct + light.Sky * open));
                (bytes[i * 3], bytes[i * 3 + 1], bytes[i * 3 + 2]) = ((byte)lit.X, (byte)lit.Y, (byte)lit.Z);
            }
        return bytes;
    }

    /// <summary>Pebbles and straw: too small to be obstacles, and just what a model must not take for weeds.</summary>
    private void Scatter(FieldConditions field, byte[] colours, ref Dice dice)
    {
        using var tile = Mat.FromPixelData(_size, _size, MatType.CV_8UC3, colours);
        var light = field.Light;
        var shadow = new Point((int)(-light.ToSun.X * 2.5f), (int)(-light.ToSun.Y * 2.5f));
        var pebbles = (int)(dice.Next() * dice.Next() * 700);
        for (var i = 0; i < pebbles; i++)
        {
            var at = new Point(dice.Between(8, _size - 8), dice.Between(8, _size - 8));
            var axes = new Size(dice.Between(1, 4.5f), dice.Between(1, 3.5f));
            var grey = dice.Between(0.08f, 0.4f);
            var lit = light.Display(new Vector3(grey * 0.9f, grey, grey * 1.05f) * (light.Sun * light.ToSun.Z + light.Sky));
            var dark = light.Display(field.Soil * light.Sky * 0.5f);
            var turn = dice.Between(0, 180);
            Cv2.Ellipse(tile, at + shadow, axes, turn, 0, 360, ToScalar(dark), -1, LineTypes.AntiAlias);
            Cv2.Ellipse(tile, at, axes, turn, 0, 360, ToScalar(lit * 0.85f), -1, LineTypes.AntiAlias);
            var gleam = new Size(axes.Width / 2, axes.Height / 2);
            Cv2.Ellipse(tile, at - shadow * 0.25, gleam, turn, 0, 360, ToScalar(lit), -1, LineTypes.AntiAlias);
        }
        var straws = (int)(field.Residue * field.Residue * 900);
        for (var i = 0; i < straws; i++)
        {
            var from = new Point(dice.Between(30, _size - 30), dice.Between(30, _size - 30));
            var turn = dice.Angle();
            var length = dice.Between(4, 28);
            var to = from + new Point(MathF.Sin(turn) * length, MathF.Cos(turn) * length);
            var pale = Vector3.Lerp(new(0.11f, 0.19f, 0.26f), new(0.22f, 0.36f, 0.44f), dice.Next());
            var lit = light.Display(pale * (light.Sun * (light.ToSun.Z * dice.Between(0.4f, 1)) + light.Sky));
            var dark = ToScalar(light.Display(field.Soil * light.Sky * 0.6f));
            Cv2.Line(tile, from + shadow * 0.6, to + shadow * 0.6, dark, 1, LineTypes.AntiAlias);
            Cv2.Line(tile, from, to, ToScalar(lit), dice.Chance(0.2f) ? 2 : 1, LineTypes.AntiAlias);
        }
    }

    private static Scalar ToScalar(Vector3 bgr) => new(bgr.X, bgr.Y, bgr.Z);
}
