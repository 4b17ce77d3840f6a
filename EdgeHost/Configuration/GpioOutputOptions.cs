using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>One output line.</summary>
public sealed record GpioOutputOptions
{
    /// <summary>Label of its chip, where it is another than <see cref="GpioOptions.Chip"/>.</summary>
    public string? Chip { get; init; }

    /// <summary>Offset in the chip; null: not used.</summary>
    [Range(0, 1023)]
    public int? Line { get; init; }

    /// <summary>The level that stops or warns. Low unless the wiring cannot be otherwise: what has no power is low.</summary>
    public GpioLevel SafeLevel { get; init; }
}
