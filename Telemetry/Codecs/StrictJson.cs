using System.Text.Json;
using System.Text.Unicode;

namespace SegEdge.Telemetry.Codecs;

/// <summary>JSON of others that can be read in one way only: no member twice, nothing that is no text, not nested deeply.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="JsonException">It is none; System.Text.Json by itself finds broken UTF-8 only when a text is read, and reports half a surrogate
    /// pair in a name as a fault of the caller.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) throw new JsonException("No UTF-8.");
        try { return JsonDocument.Parse(json, Options); }
        catch (InvalidOperationException e) { throw new JsonException("Half a surrogate pair in a name.", e); }
    }
}
