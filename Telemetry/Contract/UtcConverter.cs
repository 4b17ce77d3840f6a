using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Times are written in UTC with a <c>Z</c> and milliseconds, so they sort as text; any ISO 8601 offset is read.</summary>
public sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
