using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>Smooth random fields that repeat without a seam.</summary>
internal static class Noise
{
    /// <summary>Sum of octaves, each twice as fine; mean 0, about -1..1.</summary>
    /// <param name="size">A power of two; the result is [size, size].</param>
    /// <param name="cells">Bumps across the tile in the first octave, a power of two.</param>
    /// <param name="gain">Size of each octave relative to the one before: 0.5 is cloud-like, 0.8 is sand-like.</param>
    public static float[] Tile(ref Dice dice, int size, int cells, int octaves, float gain)
    {
        var sum = new float[size * size];
        using var total = Mat.FromPixelData(size, size, MatType.CV_32FC1, sum);
        float amplitude = 1, all = 0;
        for (var octave = 0; octave < octaves && cells <= size; octave++, cells *= 2, amplitude *= gain)
        {
            using var layer = Layer(ref dice, size, cells);
            Cv2.ScaleAdd(layer, amplitude, total, total);
            all += amplitude * amplitude;
        }
        // 1.6: cubic interpolation of uniform noise has a deviation near 0.5; this makes -1..1 two deviations wide.
        total.ConvertTo(total, MatType.CV_32FC1, 1.6 / Math.Sqrt(all));
        return sum;
    }

    private static Mat Layer(ref Dice dice, int size, int cells)
    {
        const int Rim = 4; // cells repeated on each side, so that cubic interpolation sees across the seam
        var grid = new float[(cells + 2 * Rim) * (cells + 2 * Rim)];
        var stride = cells + 2 * Rim;
        for (var y = 0; y < cells; y++)
            for (var x = 0; x < cells; x++) grid[(y + Rim) * stride + x + Rim] = dice.Between(-1, 1);
        for (var y = 0; y < stride; y++)
            for (var x = 0; x < stride; x++)
                grid[y * stride + x] = grid[((y - Rim + cells) % cells + Rim) * stride + (x - Rim + cells) % cells + Rim];
        using var coarse = Mat.FromPixelData(stride, stride, MatType.CV_32FC1, grid);
        var step = size / cells;
        using var fine = new Mat();
        Cv2.Resize(coarse, fine, new Size(stride * step, stride * step), 0, 0, InterpolationFlags.Cubic);
        using var tile = new Mat(fine, new Rect(Rim * step, Rim * step, size, size));
        return tile.Clone();
    }
}
