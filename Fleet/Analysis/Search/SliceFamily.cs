namespace SegEdge.Fleet.Analysis;

/// <summary>All slices that fix the same dimensions, with what was counted in them and what the rest of the fleet lets expect.</summary>
internal sealed class SliceFamily(Dims dims, Grouping slices, int[] cameras)
{
    public Dims Dims { get; } = dims;

    public SliceKey[] Keys => slices.Keys;

    /// <summary>From the groups that the counts come in.</summary>
    public int[] SliceOf => slices.GroupOf;

    /// <summary>How many cameras each slice is made of.</summary>
    public int[] Cameras { get; } = cameras;

    public double[] Hits { get; } = new double[slices.Keys.Length];

    /// <summary>Of how many; of rates, the hits themselves.</summary>
    public double[] Trials { get; } = new double[slices.Keys.Length];

    /// <summary>Hits if the slice were as the rest of the fleet.</summary>
    public double[] Expected { get; } = new double[slices.Keys.Length];

    /// <summary>Variance of <see cref="Expected"/>, were every count by chance alone.</summary>
    public double[] ExpectedVariance { get; } = new double[slices.Keys.Length];

    /// <summary>Hits if the slice were as the whole fleet, itself in it: the one level that deviations of different slices share.</summary>
    public double[] Usual { get; } = new double[slices.Keys.Length];

    public void Clear()
    {
        foreach (var values in (ReadOnlySpan<double[]>)[Hits, Trials, Expected, ExpectedVariance, Usual]) Array.Clear(values);
    }
}
