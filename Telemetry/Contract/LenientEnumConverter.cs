using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>camelCase names on the wire. A later minor may add a value: it reads as <c>Other</c>, the enum's zero, and never
/// throws.</summary>
public sealed class LenientEnumConverter<T> : JsonConverter<T> where T : struct, Enum
{
    /// <exception cref="JsonException">The token is no string: that is damage, not a newer minor.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? WireNames.ValueOf<T>(reader.GetString()!)
            : throw new JsonException($"Found {reader.TokenType}, expected a string that names a {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireNames.NameOf(value));
}
