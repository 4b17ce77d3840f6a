namespace SegEdge.Onnx.Transforms;

/// <summary>Which statistics of a head's scores a graph computes.</summary>
public sealed record ConfidenceOptions
{
    /// <summary>Margin under which a pixel counts as unsure, nats; null: none are counted.</summary>
    public float? LowMargin { get; init; }

    /// <summary>Name of a float scalar input that gives that margin with each run; <see cref="LowMargin"/> is then not read.</summary>
    public string? LowMarginInput { get; init; }

    /// <summary>Rows and columns of the grid of mean margins; null: no grid.</summary>
    public (int Rows, int Columns)? Grid { get; init; }

    /// <summary>Whether each class's sum of <c>p1 / (p1 + p2)</c>, the best class against the second, is wanted.</summary>
    public bool Confidence { get; init; }

    /// <summary>Whether the margin of each pixel is wanted.</summary>
    public bool MarginMap { get; init; }
}
