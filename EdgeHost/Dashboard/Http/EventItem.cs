using System.Text.Json;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>How an archived event looks to the browser: <c>{ receivedUtc, event, blobs }</c>, and from a hub <c>kind</c> and <c>review</c>.</summary>
internal static class EventItem
{
    /// <param name="user">Who is given it: some of a review depends on that.</param>
    public static byte[] One(ArchivedEvent item, string? user)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, item, user);
        return buffer.ToArray();
    }

    public static byte[] Page(EventList list, string? user)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var item in list.Items) Write(writer, item, user);
            writer.WriteEndArray();
            Number(writer, "total", list.Total);
            Number(writer, "unreviewed", list.Unreviewed);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Number(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } known) writer.WriteNumber(name, known);
        else writer.WriteNull(name);
    }

    private static void Write(Utf8JsonWriter writer, ArchivedEvent item, string? user)
    {
        writer.WriteStartObject();
        writer.WriteString("receivedUtc", item.ReceivedUtc);
        writer.WritePropertyName("event");
        // Parsed and written anew when it was archived, so valid for certain.
        writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        writer.WriteStartArray("blobs");
        foreach (var id in item.BlobsHere) writer.WriteStringValue(id);
        writer.WriteEndArray();
        if (item.Kind is { } kind) WriteKind(writer, kind);
        if (item.Review is { } review)
        {
            writer.WritePropertyName("review");
            review.Write(writer, user);
        }
        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, QueueKind kind)
    {
        writer.WriteStartObject("kind");
        writer.WriteString("site", kind.Site);
        writer.WriteString("device", kind.Device);
        writer.WriteString("camera", kind.Camera);
        writer.WriteString("severity", kind.Severity);
        writer.WriteString("rule", kind.Rule);
        writer.WriteString("class", kind.Class);
        writer.WriteString("status", kind.ExplanationStatus);
        writer.WriteString("model", kind.Model);
        writer.WriteEndObject();
    }
}
