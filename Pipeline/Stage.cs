namespace SegEdge.Pipeline;

/// <summary>The stations of a frame.</summary>
public enum Stage
{
    Capture,
    Segment,
    Publish,
    Explain,
}
