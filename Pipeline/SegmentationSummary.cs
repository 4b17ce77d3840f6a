using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>What is known of one frame after segmentation: small, immutable, and safe to keep.</summary>
/// <param name="Number">Of the frame, from its source.</param>
public sealed record SegmentationSummary(
    long Number,
    DateTimeOffset CapturedUtc,
    long CapturedAt,
    PictureSize InCamera,
    IReadOnlyList<HeadSummary> Heads,
    string Provider,
    SegmentationTimings Timings);

/// <summary>One head's part of a summary.</summary>
/// <param name="MeanMargin">Mean log-odds of the best class against the second, in nats; null for a model that gives class indices only.</param>
/// <param name="Classes">Every class of the head, in the manifest's order, also the absent ones.</param>
public sealed record HeadSummary(string Head, float? MeanMargin, IReadOnlyList<ClassSummary> Classes);

/// <summary>One class's part of a frame. Its index is its place in <see cref="HeadSummary.Classes"/>.</summary>
/// <param name="area">Share of the picture, 0..1.</param>
/// <param name="confidence">Mean over its pixels of p1 / (p1 + p2), the best class against the second, 0.5..1; null without scores or pixels.</param>
public readonly struct ClassSummary(string name, float area, float? confidence)
{
    // 16 bytes a class, where a float? would make it 24: a summary is made for every frame and kept.
    private readonly float _confidence = confidence ?? float.NaN;

    public string Name { get; } = name;

    /// <summary>Share of the picture, 0..1.</summary>
    public float Area { get; } = area;

    /// <summary>Mean over its pixels of p1 / (p1 + p2), the best class against the second, 0.5..1; null without scores or pixels.</summary>
    public float? Confidence => float.IsNaN(_confidence) ? null : _confidence;
}
