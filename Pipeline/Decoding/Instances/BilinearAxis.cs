namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>One axis of a bilinear resize by pixel centres (PyTorch's align_corners=False): output i is between the inputs <see cref="Low"/>[i] and the next one.</summary>
internal sealed class BilinearAxis
{
    public BilinearAxis(int from, int to)
    {
        (Low, Weight) = (new int[to], new float[to]);
        for (var i = 0; i < to; i++)
        {
            var at = Math.Max(0, ((i + 0.5) * from / to) - 0.5);
            Low[i] = Math.Min((int)at, from - 1);
            Weight[i] = Low[i] == from - 1 ? 0 : (float)(at - Low[i]);
        }
    }

    public int[] Low { get; }

    /// <summary>Of the input after <see cref="Low"/>, 0..1.</summary>
    public float[] Weight { get; }

    /// <summary>The outputs that an input of first..end (end excluded) has a share in.</summary>
    public (int From, int To) Reach(int first, int end)
    {
        if (first >= end) return (0, 0);
        var from = FirstFrom(first - 1);
        while (from < Low.Length && Low[from] < first && Weight[from] == 0) from++;
        return (from, FirstFrom(end));
    }

    // The first output whose low input is at least that one.
    private int FirstFrom(int input)
    {
        int from = 0, to = Low.Length;
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (Low[middle] < input) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
