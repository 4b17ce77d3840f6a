namespace SegEdge.Pipeline;

/// <summary>Time of one frame's way through the model.</summary>
public readonly record struct SegmentationTimings(TimeSpan Preparation, TimeSpan Inference, TimeSpan Decoding)
{
    public TimeSpan Total => Preparation + Inference + Decoding;
}
