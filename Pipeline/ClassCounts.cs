namespace SegEdge.Pipeline;

/// <summary>Pixels, margins and confidence of each class of a map, padding included. One owner at a time, as the map.</summary>
/// <param name="classes">At most 256.</param>
internal sealed class ClassCounts(int classes)
{
    public long[] Pixels { get; } = new long[classes];

    /// <summary>Over each class's pixels, in nats; all 0 where the model gives class indices only.</summary>
    public double[] Margins { get; } = new double[classes];

    /// <summary>Over each class's pixels, of sigmoid(margin), which is p1 / (p1 + p2).</summary>
    public double[] Confidences { get; } = new double[classes];

    /// <summary>Whether the graph has counted; a map that was decoded here is counted where it is summarised.</summary>
    public bool AreGiven { get; private set; }

    public void Set(ReadOnlySpan<long> pixels, ReadOnlySpan<float> margins, ReadOnlySpan<float> confidences)
    {
        pixels.CopyTo(Pixels);
        for (var c = 0; c < margins.Length; c++) (Margins[c], Confidences[c]) = (margins[c], confidences[c]);
        AreGiven = true;
    }

    public void Clear()
    {
        Array.Clear(Pixels);
        Array.Clear(Margins);
        Array.Clear(Confidences);
    }

    public void CopyTo(ClassCounts other)
    {
        Pixels.CopyTo(other.Pixels.AsSpan());
        Margins.CopyTo(other.Margins.AsSpan());
        Confidences.CopyTo(other.Confidences.AsSpan());
        other.AreGiven = AreGiven;
    }
}
