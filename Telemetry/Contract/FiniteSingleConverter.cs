using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary><see cref="FiniteDoubleConverter"/> for single precision, which ends at 3.4e38.</summary>
internal sealed class FiniteSingleConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetSingle() is var number && float.IsFinite(number) ? number : throw new JsonException("A number is beyond a single, expected a finite one.");

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
