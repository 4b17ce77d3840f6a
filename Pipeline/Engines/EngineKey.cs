using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Engines;

/// <summary>Everything that decides whether an engine fits. Another value of any is another engine.</summary>
/// <param name="Graph">sha256 of the graph that the engine is made of.</param>
/// <param name="Sm">Compute capability of the device: "87".</param>
/// <param name="Precision">"fp32", "fp16", "int8"; "+ln32" where layer normalisations stay in FP32.</param>
/// <param name="Shapes">Of open inputs; "fixed" where there is none.</param>
public sealed record EngineKey(string Graph, string OnnxRuntime, string TensorRt, string Cuda, string Sm, string Precision, string Shapes)
{
    /// <summary>Name of its folder.</summary>
    [JsonIgnore]
    public string Name => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', Graph, OnnxRuntime, TensorRt, Cuda, Sm, Precision, Shapes))))[..32];
}
