using System.ComponentModel.DataAnnotations;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Which model segments, and how it runs.</summary>
public sealed record ModelOptions
{
    /// <summary>A name of <c>segedge models list</c>, an .onnx file with model.json beside it, or a folder with both.</summary>
    [Required]
    public string Path { get; init; } = "field";

    public ModelTrustOptions Trust { get; init; } = new();

    public SwapOptions Swap { get; init; } = new();

    public RuntimeOptions Runtime { get; init; } = new();
}
