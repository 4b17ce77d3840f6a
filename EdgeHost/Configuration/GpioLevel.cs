namespace SegEdge.EdgeHost.Configuration;

/// <summary>Level of a line.</summary>
public enum GpioLevel
{
    Low,
    High,
}
