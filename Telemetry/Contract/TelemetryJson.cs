using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>The wire's JSON: camelCase, absent instead of null, unknown fields ignored, no reflection at run time.</summary>
/// <remarks>Reading throws <see cref="System.Text.Json.JsonException"/> where a required field is missing or has the wrong type.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(EagerObjectConverter), typeof(UtcConverter), typeof(FiniteDoubleConverter), typeof(FiniteSingleConverter)])]
[JsonSerializable(typeof(ConnectionMessage))]
[JsonSerializable(typeof(BirthMessage))]
[JsonSerializable(typeof(StateMessage))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(GapMessage))]
[JsonSerializable(typeof(AuditMessage))]
[JsonSerializable(typeof(CommandClaims))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(ReviewClaims))]
[JsonSerializable(typeof(ArchiveReceipt))]
[JsonSerializable(typeof(LiveArguments))]
[JsonSerializable(typeof(ResendArguments))]
[JsonSerializable(typeof(PauseArguments))]
[JsonSerializable(typeof(EraseArguments))]
[JsonSerializable(typeof(ConfigArguments))]
[JsonSerializable(typeof(string))]
public sealed partial class TelemetryJson : JsonSerializerContext;
