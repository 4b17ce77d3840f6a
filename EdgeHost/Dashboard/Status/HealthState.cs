using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Dashboard;

[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
public enum HealthState
{
    [JsonStringEnumMemberName("healthy")] Healthy,

    /// <summary>Works with less than it should: a broker away, a camera reconnecting.</summary>
    [JsonStringEnumMemberName("degraded")] Degraded,

    [JsonStringEnumMemberName("unhealthy")] Unhealthy,
}
