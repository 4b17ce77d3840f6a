using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Numbers from <paramref name="From"/> to <paramref name="To"/>, both in it; written <c>[from, to]</c>.</summary>
/// <param name="To">Null: to the end, wherever that was.</param>
[JsonConverter(typeof(SeqRangeConverter))]
public readonly record struct SeqRange(long From, long? To);

internal sealed class SeqRangeConverter : JsonConverter<SeqRange>
{
    public override SeqRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Wrong(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw Wrong(ref reader);
        var from = reader.GetInt64();
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.Number or JsonTokenType.Null)) throw Wrong(ref reader);
        long? to = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? new(from, to) : throw Wrong(ref reader);
    }

    public override void Write(Utf8JsonWriter writer, SeqRange value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.From);
        if (value.To is { } to) writer.WriteNumberValue(to);
        else writer.WriteNullValue();
        writer.WriteEndArray();
    }

    private static JsonException Wrong(ref Utf8JsonReader reader) => new($"Found {reader.TokenType}, expected a range such as [3, 5] or [3, null].");
}
