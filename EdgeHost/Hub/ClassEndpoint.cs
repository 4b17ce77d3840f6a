using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a device's model calls its classes, as its last birth says. Events carry numbers only.</summary>
internal static class ClassEndpoint
{
    public static async Task OfDeviceAsync(HttpContext context, string site, string device, IReviewStore store)
    {
        var report = (await store.ReportsAsync(site, device, context.RequestAborted)).FirstOrDefault(report => report.Kind == ReportKind.Birth);
        var birth = report is null ? null : JsonSerializer.Deserialize(report.Json.Span, TelemetryJson.Default.BirthMessage);
        IReadOnlyList<HeadStatus> heads = birth is null
            ? []
            : [.. birth.Classes.GroupBy(one => one.Head ?? "").Select(head => new HeadStatus(head.Key, [.. head.Select(one => new ClassStatus(one.Index, one.Name, one.Color))]))];
        await Reply.JsonAsync(context, heads, HubJson.Default.IReadOnlyListHeadStatus);
    }
}
