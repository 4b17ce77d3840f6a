using System.Text.Json.Serialization;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub.Pages;

namespace SegEdge.EdgeHost.Hub;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(VerdictRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(PictureNoteRequest))]
[JsonSerializable(typeof(SessionReport))]
[JsonSerializable(typeof(QueueOffers))]
[JsonSerializable(typeof(HubReport))]
[JsonSerializable(typeof(IReadOnlyList<HeadStatus>))]
[JsonSerializable(typeof(HubAccount[]))]
[JsonSerializable(typeof(LiveWall))]
internal sealed partial class HubJson : JsonSerializerContext;
