using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary><c>GET /api/classes</c>: names and colours for the legend of a device's frames.</summary>
internal static class ClassEndpoint
{
    public static async Task OfDeviceAsync(HttpContext context, string site, string device, IReviewStore store) =>
        await Reply.JsonAsync(context, (await DeviceClasses.OfAsync(store, site, device, context.RequestAborted)).Heads, HubJson.Default.IReadOnlyListHeadStatus);
}
