using System.Buffers;
using System.Text.Json;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The little that the archive reads of an event; all else passes through to the browser untouched.</summary>
public sealed record EventCard(string EventId, string? Site, string? Device, ReadOnlyMemory<byte> Json, IReadOnlyList<string> Blobs)
{
    // The contract's ids; the event id also becomes part of a URL.
    private const int MaxId = 64;

    // The contract allows 4 explanations, each with a heat, and a handful of blobs.
    private const int MaxBlobs = 32;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    public static bool IsValidId(string? id) => id is { Length: > 0 and <= MaxId } && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    /// <returns>Null where the bytes are not one JSON object with a legal event id.</returns>
    public static EventCard? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "eventId") is not { } id || !IsValidId(id)) return null;
            return new EventCard(id, Text(root, "site"), Text(root, "device"), Compact(root), BlobsOf(root));
        }
        catch (JsonException) { return null; } // expected: anyone may publish anything; the caller counts it
        catch (InvalidOperationException) { return null; } // expected: text that is not UTF-16 after its escapes
    }

    // One line, because a server-sent event ends at a line break.
    private static ReadOnlyMemory<byte> Compact(JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) root.WriteTo(writer);
        return buffer.WrittenMemory;
    }

    private static List<string> BlobsOf(JsonElement root)
    {
        var ids = Members(root, "blobs").Select(b => Text(b, "sha256"))
            .Concat(Members(root, "explanations").Select(e => Text(e, "heat")));
        return ids.Where(Sha256Id.IsValid).Select(id => id!).Distinct().Take(MaxBlobs).ToList();
    }

    private static JsonElement[] Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
