namespace SegEdge.Explain;

/// <summary>What one head says about the unperturbed picture: where a request finds its class and its region.</summary>
/// <param name="OutputIndex">Index into <see cref="IGraphRunner.Outputs"/>.</param>
/// <param name="Classes">Class names in the order of the channels; two for a binary head, class 0 first.</param>
/// <param name="ClassMap">[Height, Width] of <paramref name="Output"/>: the winning class.</param>
/// <param name="Margins">Log-odds of the winner against the second, in nats, likewise; empty for a model that gives class indices only.</param>
/// <param name="Instances">Which object is seen at a pixel, likewise, 0 for none: objects of one class that touch are then two regions; empty for a model that
/// does not tell them apart.</param>
public sealed record HeadReading(
    int OutputIndex, ScoreTensor Output, IReadOnlyList<string> Classes, ReadOnlyMemory<byte> ClassMap, ReadOnlyMemory<float> Margins = default,
    ReadOnlyMemory<byte> Instances = default);
