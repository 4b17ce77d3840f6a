using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What somebody may do; each may what the one before may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HubRole>))]
internal enum HubRole
{
    /// <summary>Look.</summary>
    [JsonStringEnumMemberName("viewer")] Viewer,

    /// <summary>Give verdicts, take back one's own, remove for privacy.</summary>
    [JsonStringEnumMemberName("operator")] Operator,

    /// <summary>Take back anybody's, and export pictures.</summary>
    [JsonStringEnumMemberName("admin")] Admin,
}
