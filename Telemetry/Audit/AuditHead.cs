using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Telemetry;

/// <summary>How far a chain reached, in a file of its own beside it: a tail that is cut off is missed.</summary>
internal sealed partial record AuditHead(long Records, string Hash)
{
    /// <summary>Null where there is none.</summary>
    /// <exception cref="TelemetryFormatException">It cannot be read.</exception>
    public static AuditHead? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), HeadJson.Default.AuditHead);
        }
        catch (JsonException e)
        {
            throw new TelemetryFormatException($"{path}: no head of an audit chain: {e.Message}", e);
        }
    }

    public void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, HeadJson.Default.AuditHead));

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(AuditHead))]
    internal sealed partial class HeadJson : JsonSerializerContext;
}
