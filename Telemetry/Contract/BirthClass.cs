namespace SegEdge.Telemetry.Contract;

/// <summary>One class of one head: what a pixel value in a mask means and how to draw it.</summary>
public sealed record BirthClass
{
    /// <summary>0..255, the pixel value in masks of this head.</summary>
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>The head's name where a model has several; absent with one. Index and name are unique within a head only.</summary>
    public string? Head { get; init; }

    /// <summary><c>#rrggbb</c>, all different within a head: browsers map mask colours back to classes.</summary>
    public required string Color { get; init; }

    /// <summary><c>#rrggbb</c> from a palette that colour-blind viewers can tell apart.</summary>
    public string? AltColor { get; init; }

    /// <summary>Name of a hatching, so that colour is never the only sign.</summary>
    public string? Pattern { get; init; }

    /// <summary>People and the like: blanked before anything is stored, once a privacy policy does that.</summary>
    public required bool Private { get; init; }
}
