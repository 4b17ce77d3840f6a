using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What somebody may do; each may what the one before may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HubRole>))]
internal enum HubRole
{
    /// <summary>Look.</summary>
    [JsonStringEnumMemberName("viewer")] Viewer,

    /// <summary>Give verdicts, take back one's own, remove for privacy, take an audit pack of an event.</summary>
    [JsonStringEnumMemberName("operator")] Operator,

    /// <summary>Take back anybody's, and export many events with their pictures.</summary>
    [JsonStringEnumMemberName("admin")] Admin,
}
