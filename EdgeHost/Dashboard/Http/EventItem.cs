using System.Text.Json;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>How an archived event looks to the browser: <c>{ receivedUtc, event, blobs }</c>.</summary>
internal static class EventItem
{
    public static byte[] One(ArchivedEvent item)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, item);
        return buffer.ToArray();
    }

    /// <param name="total">How many events the archive holds, whatever page was asked for.</param>
    public static byte[] Page(IReadOnlyList<ArchivedEvent> items, int total)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var item in items) Write(writer, item);
            writer.WriteEndArray();
            writer.WriteNumber("total", total);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ArchivedEvent item)
    {
        writer.WriteStartObject();
        writer.WriteString("receivedUtc", item.ReceivedUtc);
        writer.WritePropertyName("event");
        // Parsed and written anew when it was archived, so valid for certain.
        writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        writer.WriteStartArray("blobs");
        foreach (var id in item.BlobsHere) writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
