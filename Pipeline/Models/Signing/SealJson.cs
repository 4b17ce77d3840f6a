using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models.Signing;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SealEnvelope))]
[JsonSerializable(typeof(ModelSeal.Statement))]
internal sealed partial class SealJson : JsonSerializerContext;
