namespace SegEdge.Explain;

/// <summary>Every pixel has the mean colour of the training data.</summary>
/// <param name="colour">One value per channel in normalised units: zeros where the manifest subtracts a mean, else mid-grey.</param>
public sealed class DatasetMeanReference(IReadOnlyList<float> colour) : PlaneReference
{
    public override string Name => "dataset-mean";

    protected override void Replace(float[] plane, PixelRect content, int channel)
    {
        if (channel >= colour.Count)
            throw new ExplainException($"Reference '{Name}': {colour.Count} values for more channels; give one per channel of the input.");
        plane.AsSpan(0, content.Area).Fill(colour[channel]);
    }
}
