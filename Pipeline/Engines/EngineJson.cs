using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Engines;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineKey))]
[JsonSerializable(typeof(EngineOrder))]
[JsonSerializable(typeof(EngineSidecar))]
[JsonSerializable(typeof(EngineHistory))]
internal sealed partial class EngineJson : JsonSerializerContext;
