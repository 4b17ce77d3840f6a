using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Refuses numbers beyond a double, such as 1e999, which would be read as infinity and could not be written again.</summary>
internal sealed class FiniteDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new JsonException("A number is beyond a double, expected a finite one.");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
