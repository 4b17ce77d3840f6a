using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Exports;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a device's model calls its classes, as its last birth says. Events carry numbers only.</summary>
internal static class DeviceClasses
{
    public static async Task<ModelClasses> OfAsync(IFleetStore store, string site, string device, CancellationToken ct)
    {
        var report = (await store.ReportsAsync(site, device, ct)).FirstOrDefault(report => report.Kind == ReportKind.Birth);
        var birth = report is null ? null : JsonSerializer.Deserialize(report.Json.Span, TelemetryJson.Default.BirthMessage);
        return birth is null
            ? ModelClasses.Unknown
            : new(birth.Model.Sha256, [.. birth.Classes.GroupBy(one => one.Head ?? "").Select(head => new HeadStatus(head.Key, [.. head.Select(one => new ClassStatus(one.Index, one.Name, one.Color))]))]);
    }
}
