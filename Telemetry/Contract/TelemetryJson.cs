using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>The wire's JSON: camelCase, absent instead of null, unknown fields ignored, no reflection at run time.</summary>
/// <remarks>Reading throws <see cref="System.Text.Json.JsonException"/> where a required field is missing or has the wrong type.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcConverter), typeof(FiniteDoubleConverter), typeof(FiniteSingleConverter)])]
[JsonSerializable(typeof(ConnectionMessage))]
[JsonSerializable(typeof(BirthMessage))]
[JsonSerializable(typeof(StateMessage))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(GapMessage))]
public sealed partial class TelemetryJson : JsonSerializerContext;
