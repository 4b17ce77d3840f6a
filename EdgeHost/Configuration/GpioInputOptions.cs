using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>One input line.</summary>
public sealed record GpioInputOptions
{
    /// <summary>Label of its chip, where it is another than <see cref="GpioOptions.Chip"/>.</summary>
    public string? Chip { get; init; }

    /// <summary>Offset in the chip; null: not used.</summary>
    [Range(0, 1023)]
    public int? Line { get; init; }

    /// <summary>Active at low level. An emergency stop that opens its circuit is active low, so that a broken wire stops as well.</summary>
    public bool ActiveLow { get; init; }

    public GpioBias Bias { get; init; }
}
