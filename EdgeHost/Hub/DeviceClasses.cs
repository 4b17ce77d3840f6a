using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Exports;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a device's model calls its classes, as its last birth says. Events carry numbers only.</summary>
internal static class DeviceClasses
{
    public static async Task<ModelClasses> OfAsync(IFleetStore store, string site, string device, CancellationToken ct) =>
        DeviceReports.Of(await store.ReportsAsync(site, device, ct)).FirstOrDefault()?.Birth?.Message is not { } birth
            ? ModelClasses.Unknown
            : new(birth.Model.Sha256, [.. birth.Classes.GroupBy(one => one.Head ?? "").Select(head => new HeadStatus(head.Key, [.. head.Select(one => new ClassStatus(one.Index, one.Name, one.Color))]))]);
}
