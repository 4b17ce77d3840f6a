using System.Text.Json.Serialization;

namespace SegEdge.EdgeHost.Exports;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PackManifest))]
[JsonSerializable(typeof(PackLedger))]
[JsonSerializable(typeof(PackVerdicts))]
internal sealed partial class ExportJson : JsonSerializerContext;
