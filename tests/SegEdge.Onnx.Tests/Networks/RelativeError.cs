namespace SegEdge.Onnx.Tests.Networks;

internal static class RelativeError
{
    /// <summary>Length of the difference by length of the truth (Euclidean).</summary>
    public static double Of(ReadOnlySpan<double> found, ReadOnlySpan<double> truth)
    {
        Assert.Equal(truth.Length, found.Length);
        var (difference, length) = (0.0, 0.0);
        for (var i = 0; i < truth.Length; i++)
        {
            difference += (found[i] - truth[i]) * (found[i] - truth[i]);
            length += truth[i] * truth[i];
        }
        Assert.True(length > 0, "the truth is 0 everywhere; a comparison that shows nothing");
        return Math.Sqrt(difference / length);
    }
}
