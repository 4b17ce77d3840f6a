using System.Numerics;
using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>What changes slowly over the ground: cloud shadows that drift, and patches of paler or darker soil that stay. Worked out
/// on a coarse grid, then enlarged.</summary>
internal sealed class CloudShadows : IDisposable
{
    private const int Size = 256;
    private const int Cell = 12; // pixels between grid points; the patches are many times larger, even near the horizon

    private readonly FieldConditions _field;
    private readonly float[] _clouds, _patches;
    private readonly Mat _shadeGrid, _patchGrid, _shade, _patch;
    private readonly Vector2 _drift;

    public CloudShadows(FieldConditions field, int width, int height)
    {
        _field = field;
        var dice = Dice.For(field.Seed, 0xC10D);
        _clouds = Noise.Tile(ref dice, Size, 4, 4, 0.45f);
        _patches = Noise.Tile(ref dice, Size, 8, 4, 0.6f);
        _drift = new Vector2(dice.Between(-4, 4), dice.Between(-4, 4)); // metres per second
        _shadeGrid = new Mat(height / Cell + 2, width / Cell + 2, MatType.CV_8UC1);
        _patchGrid = new Mat(height / Cell + 2, width / Cell + 2, MatType.CV_8UC1);
        _shade = new Mat(height, width, MatType.CV_8UC1);
        _patch = new Mat(height, width, MatType.CV_8UC1);
    }

    /// <summary>[height, width]: 0 = full sun, 255 = none. Valid until the next <see cref="Update"/>.</summary>
    public Mat Shade => _shade;

    /// <summary>[height, width]: brightness of the soil, 128 = as it is.</summary>
    public Mat Patch => _patch;

    /// <param name="driven">Metres, the world's y of the camera.</param>
    public unsafe void Update(in PinholeCamera camera, double driven, float seconds)
    {
        var (rows, columns) = (_shadeGrid.Height, _shadeGrid.Width);
        for (var row = 0; row < rows; row++)
        {
            var shade = (byte*)_shadeGrid.Ptr(row);
            var patch = (byte*)_patchGrid.Ptr(row);
            // At and above the horizon: the farthest ground, which nobody looks at.
            if (!camera.TryGround(Math.Max(row * Cell, camera.HorizonRow + 2), out var forward, out var depth)) continue;
            for (var column = 0; column < columns; column++)
            {
                var aside = (column * Cell - camera.CentreX) * depth / camera.FocalPx;
                var at = camera.Forward * forward + camera.Right * aside + new Vector2(camera.X, 0);
                var y = driven + at.Y;
                var cloud = Sample(_clouds, (at.X + _drift.X * seconds) / 60, (y + _drift.Y * seconds) / 60);
                var dark = Math.Clamp(cloud * 2.2f + 0.2f, 0, 1);
                shade[column] = (byte)(255 * _field.CloudShadows * dark);
                var pale = Sample(_patches, at.X / 14, y / 14) * 0.13f + Sample(_patches, at.Y / 97 + 0.3, y / 61) * 0.05f;
                patch[column] = (byte)(128 * Math.Clamp(1 + pale, 0.6f, 1.5f));
            }
        }
        Enlarge(_shadeGrid, _shade);
        Enlarge(_patchGrid, _patch);
    }

    private static void Enlarge(Mat grid, Mat full)
    {
        // Grid point (0, 0) is pixel (0, 0): OpenCV's resize would put it at the middle of a cell.
        using var map = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { (double)Cell, 0, 0, 0, Cell, 0 });
        Cv2.WarpAffine(grid, full, map, full.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
    }

    /// <summary>Bilinear; one tile per unit.</summary>
    private static float Sample(float[] tile, double x, double y)
    {
        var (u, v) = ((x - Math.Floor(x)) * Size, (y - Math.Floor(y)) * Size);
        var (column, row) = ((int)u, (int)v);
        var (fx, fy) = ((float)(u - column), (float)(v - row));
        float At(int dx, int dy) => tile[(row + dy & Size - 1) * Size + (column + dx & Size - 1)];
        return float.Lerp(float.Lerp(At(0, 0), At(1, 0), fx), float.Lerp(At(0, 1), At(1, 1), fx), fy);
    }

    public void Dispose()
    {
        _shadeGrid.Dispose();
        _patchGrid.Dispose();
        _shade.Dispose();
        _patch.Dispose();
    }
}
