using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignInRequest(string? User, string? Password);
