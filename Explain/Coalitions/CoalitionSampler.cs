using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>Random coalitions of cells, the n-th of a family always the same for a seed. Two neighbours in number, 2m and 2m + 1, are an antithetic
/// pair, s and 1 - s. The shares of the frame that they show run through 0..1 as a golden-ratio sequence, so that any prefix is spread evenly.</summary>
public sealed class CoalitionSampler(CellCount cells, long seed, bool antithetic = true)
{
    // Noise has about two and a half cells a patch (5x8 on a grid of 12x20, as the design measured it).
    private const double CellsPerPatch = 2.5;

    // Of the logistic that cuts the noise, which lies in 0..1.
    private const float Steep = 8, Gentle = 4;

    private const double GoldenRatio = 0.6180339887498949;

    private readonly double _start = new SeededRandom(seed).NextUnit();
    private readonly Size _patches = new(Math.Max(2, (int)Math.Round(cells.Columns / CellsPerPatch)), Math.Max(2, (int)Math.Round(cells.Rows / CellsPerPatch)));

    /// <param name="shown">Receives [rows, columns], 0..1: 1 shows the frame.</param>
    public void Draw(CoalitionFamily family, int number, Span<float> shown)
    {
        var draw = antithetic ? number / 2 : number;
        var share = (_start + (draw * GoldenRatio)) % 1;
        switch (family)
        {
            case CoalitionFamily.Straight: shown.Fill((float)share); break;
            case CoalitionFamily.Smooth: Patches(share, Steep, draw, shown); break;
            case CoalitionFamily.Soft: Patches(share, Gentle, draw, shown); break;
            default: Dots(share, draw, shown); break;
        }
        if (antithetic && number % 2 == 1)
            foreach (ref var s in shown) s = 1 - s;
    }

    // Families have the same noise: what differs between them is the family, not the draw.
    private SeededRandom RandomOf(int draw) => new(unchecked((seed * 0x9E3779B9) + draw + 1));

    private void Dots(double share, int draw, Span<float> shown)
    {
        var random = RandomOf(draw);
        foreach (ref var s in shown) s = random.NextUnit() < share ? 1 : 0;
    }

    private void Patches(double share, float steepness, int draw, Span<float> shown)
    {
        var random = RandomOf(draw);
        var lattice = new float[_patches.Width * _patches.Height];
        foreach (ref var node in lattice.AsSpan()) node = (float)random.NextUnit();
        using var coarse = Mat.FromPixelData(_patches.Height, _patches.Width, MatType.CV_32FC1, lattice);
        using var fine = new Mat();
        Cv2.Resize(coarse, fine, new Size(cells.Columns, cells.Rows), interpolation: InterpolationFlags.Cubic);
        fine.GetArray(out float[] noise);
        var sorted = noise.ToArray();
        Array.Sort(sorted);
        var cut = sorted[Math.Clamp((int)((1 - share) * sorted.Length), 0, sorted.Length - 1)];
        for (var i = 0; i < shown.Length; i++) shown[i] = 1 / (1 + MathF.Exp(-steepness * (noise[i] - cut)));
    }
}
