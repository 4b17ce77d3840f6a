using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>What an accelerator may make of the model.</summary>
public sealed record ModelEp
{
    /// <summary>Arithmetic that was found good enough for this model: hold it against labels with <c>segedge evaluate --against</c>.</summary>
    public EnginePrecision Precision { get; init; } = EnginePrecision.Full;

    /// <summary>Keeps layer normalisations of an FP16 engine in FP32: transformers overflow there.</summary>
    public bool LayerNormFp32 { get; init; }

    /// <summary>Both in one word: "fp16+ln32".</summary>
    internal string Arithmetic => (Precision switch { EnginePrecision.Full => "fp32", EnginePrecision.Half => "fp16", _ => "int8" }) + (LayerNormFp32 ? "+ln32" : "");
}

/// <summary>Arithmetic of an engine.</summary>
public enum EnginePrecision
{
    [JsonStringEnumMemberName("fp32")] Full,

    [JsonStringEnumMemberName("fp16")] Half,

    /// <summary>The file itself carries QuantizeLinear and DequantizeLinear; nothing is calibrated here.</summary>
    [JsonStringEnumMemberName("int8")] Quantised,
}
