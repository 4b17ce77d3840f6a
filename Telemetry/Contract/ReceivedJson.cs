using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegEdge.Telemetry.Contract;

/// <summary>Reads what others sent: as <see cref="TelemetryJson"/>, and a null within a list is refused too, at which RespectNullableAnnotations does not look.</summary>
public static class ReceivedJson
{
    private static readonly JsonSerializerOptions Options = new(TelemetryJson.Default.Options) { TypeInfoResolver = TelemetryJson.Default.WithAddedModifier(RefuseNullsInLists) };

    /// <exception cref="JsonException">It is no such message.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Options.GetTypeInfo(type.Type));
        }
        // The path is that of the list's end, where it was looked at.
        catch (NullElement e) when (e.Path is { } end)
        {
            throw new JsonException(FormattableString.Invariant($"{end[..end.LastIndexOf('[')]}[{e.At}] is null, expected a value."), e);
        }
    }

    private static void RefuseNullsInLists(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Enumerable) return;
        type.OnDeserialized = list =>
        {
            // Lists of numbers and ranges are none of these.
            if (list is IReadOnlyList<object?> items && items.TakeWhile(item => item is not null).Count() is var at && at < items.Count) throw new NullElement(at);
        };
    }

    private sealed class NullElement(int at) : JsonException("A null within a list, expected a value.")
    {
        public int At { get; } = at;
    }
}
