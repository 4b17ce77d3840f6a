namespace SegEdge.Pipeline.Models;

/// <summary>Pictures whose masks are known: what a provider, an engine or a new version is held against before it serves. Made by
/// <c>segedge models golden</c> on the CPU.</summary>
public sealed record ModelGolden
{
    /// <summary>Share of a frame's pixels, per head, that must come out the same, 0..1.</summary>
    public double Agreement { get; init; } = 0.99;

    public required IReadOnlyList<GoldenFrame> Frames { get; init; }
}

/// <summary>One picture.</summary>
/// <param name="File">PNG, path within the model's folder.</param>
/// <param name="Sha256">Of the file; another file is refused.</param>
/// <param name="Masks">One a head, in the manifest's order.</param>
public sealed record GoldenFrame(string File, string Sha256, IReadOnlyList<GoldenMask> Masks);

/// <summary>What one head says about it.</summary>
/// <param name="File">Grey PNG at the head's resolution, pixel = class index; path within the model's folder.</param>
/// <param name="Sha256">Of the file; another file is refused.</param>
public sealed record GoldenMask(string File, string Sha256);
