using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Hub.Pages;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DeviceDetail))]
[JsonSerializable(typeof(FleetChoices))]
[JsonSerializable(typeof(FleetFigures))]
[JsonSerializable(typeof(HeatComparison))]
[JsonSerializable(typeof(WallPictures))]
public sealed partial class FleetPagesJson : JsonSerializerContext;
