namespace SegEdge.EdgeHost.Configuration;

/// <summary>The resistor inside the chip.</summary>
public enum GpioBias
{
    /// <summary>As the board's pinmux set it.</summary>
    AsIs,
    PullUp,
    PullDown,
}
