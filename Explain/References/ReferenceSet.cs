namespace SegEdge.Explain;

public static class ReferenceSet
{
    /// <summary>The four that are tried on every frame, one pass each.</summary>
    /// <param name="datasetMean">See <see cref="DatasetMeanReference"/>.</param>
    public static IReadOnlyList<IReference> Standard(IReadOnlyList<float> datasetMean, long seed) =>
        [new BlurReference(), new FrameMeanReference(), new DatasetMeanReference(datasetMean), new NoiseReference(seed)];
}
