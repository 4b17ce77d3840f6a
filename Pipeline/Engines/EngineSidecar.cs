using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Engines;

/// <summary><c>engine.json</c> beside an engine's files: what it was made of, and what they must be when they are loaded.</summary>
/// <param name="Files">sha256 by name: engine files have no checksum of their own that anybody verifies.</param>
internal sealed record EngineSidecar(EngineKey Key, IReadOnlyDictionary<string, string> Files, DateTimeOffset BuiltUtc, double BuildSeconds, EngineVerdict Verdict, string? Reason = null)
{
    public const string FileName = "engine.json";
}

/// <summary>What became of an engine.</summary>
internal enum EngineVerdict
{
    [JsonStringEnumMemberName("built")] Built,

    /// <summary>It was loaded, and its masks agreed with the CPU's.</summary>
    [JsonStringEnumMemberName("proven")] Proven,

    [JsonStringEnumMemberName("quarantined")] Quarantined,
}
