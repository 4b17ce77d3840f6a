namespace SegEdge.Explain;

/// <summary>A fixed set of output pixels: where a question is asked. Taken from the unperturbed picture, so that a pass that changes
/// the segmentation is still measured on the same pixels.</summary>
public sealed class RegionMask
{
    /// <param name="pixels">[height, width], not 0 inside the region; not kept.</param>
    /// <exception cref="ExplainException">The size does not fit or no pixel is inside.</exception>
    public RegionMask(ReadOnlySpan<byte> pixels, int width, int height)
    {
        if (pixels.Length != width * height)
            throw new ExplainException($"Region: {pixels.Length} mask bytes for {width}x{height} pixels; expected {width * height}.");
        (Width, Height) = (width, height);
        var runs = new List<PixelRun>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] == 0) continue;
            var start = i;
            while (i < pixels.Length && pixels[i] != 0) i++;
            runs.Add(new PixelRun(start, i - start));
            Area += i - start;
        }
        if (Area == 0) throw new ExplainException($"Region: no pixel of the {width}x{height} mask is inside; expected at least one.");
        Runs = runs;
        Bounds = BoundsOf(runs, width);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Pixels inside; at least 1.</summary>
    public int Area { get; }

    /// <summary>The smallest rectangle around the region, in output pixels.</summary>
    public PixelRect Bounds { get; }

    /// <summary>The pixels inside as ascending runs: what a score walks over without asking every pixel.</summary>
    public IReadOnlyList<PixelRun> Runs { get; }

    /// <returns>[Height, Width], 1 inside, 0 outside.</returns>
    public byte[] ToPixels()
    {
        var pixels = new byte[Width * Height];
        foreach (var run in Runs) pixels.AsSpan(run.Start, run.Length).Fill(1);
        return pixels;
    }

    private static PixelRect BoundsOf(List<PixelRun> runs, int width)
    {
        var (left, right) = (width, 0);
        foreach (var run in runs)
        {
            var last = run.Start + run.Length - 1;
            var wraps = run.Start / width != last / width;
            left = Math.Min(left, wraps ? 0 : run.Start % width);
            right = Math.Max(right, wraps ? width - 1 : last % width);
        }
        var top = runs[0].Start / width;
        var bottom = (runs[^1].Start + runs[^1].Length - 1) / width;
        return new PixelRect(left, top, right - left + 1, bottom - top + 1);
    }
}
