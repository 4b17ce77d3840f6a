namespace SegEdge.Explain;

public static class ReferenceSet
{
    public static IReadOnlyList<string> Names { get; } = [.. Standard([], 0).Select(r => r.Name)];

    /// <summary>The four that are tried on every frame, one pass each.</summary>
    /// <param name="datasetMean">See <see cref="DatasetMeanReference"/>.</param>
    public static IReadOnlyList<IReference> Standard(IReadOnlyList<float> datasetMean, long seed) =>
        [new BlurReference(), new FrameMeanReference(), new DatasetMeanReference(datasetMean), new NoiseReference(seed)];
}
