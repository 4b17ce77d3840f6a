using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Swap;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelPointer))]
[JsonSerializable(typeof(SwapRequest))]
[JsonSerializable(typeof(SwapAnswer))]
internal sealed partial class SwapJson : JsonSerializerContext;
