using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>Reads free-form objects to the end at once. By itself <see cref="JsonObject"/> looks at its members later, and then throws what nobody expects: at a
/// name that is there twice, at half a surrogate pair.</summary>
internal sealed class EagerObjectConverter : JsonConverter<JsonObject>
{
    public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException($"Found {document.RootElement.ValueKind}, expected an object.");
        try { return Copy(document.RootElement)!.AsObject(); }
        catch (InvalidOperationException e) { throw new JsonException("A text is none: half a surrogate pair, or no UTF-8.", e); }
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (var member in element.EnumerateObject())
                    if (!copy.TryAdd(member.Name, Copy(member.Value))) throw new JsonException("A member is there twice.");
                return copy;
            case JsonValueKind.Array: return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String: return JsonValue.Create(element.GetString());
            case JsonValueKind.Null: return null;
            default: return JsonValue.Create(element.Clone());
        }
    }
}
