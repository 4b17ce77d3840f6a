using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Dashboard;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DashboardStatus))]
[JsonSerializable(typeof(LiveReport))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(SessionReport))]
[JsonSerializable(typeof(string[]))]
public sealed partial class DashboardJson : JsonSerializerContext;
