using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>The newest picture of every camera.</summary>
internal static class WallEndpoints
{
    public static async Task ListAsync(HttpContext context, IFleetStore store, IFleetStatistics figures)
    {
        var site = FleetQuery.Text(context.Request.Query, "site");
        var devices = DeviceReports.Of(await store.ReportsAsync(site, null, context.RequestAborted)).ToDictionary(one => (one.Site, one.Device));
        var cameras = (await figures.NewestEventsAsync(site, context.RequestAborted)).Select(one => OfEvent(one, devices.GetValueOrDefault((one.Row.Site, one.Row.Device)))).ToList();
        var seen = cameras.Select(one => (one.Site, one.Device, one.Camera)).ToHashSet();
        cameras.AddRange(from device in devices.Values
                         from camera in device.Birth?.Message.Cameras ?? []
                         where !seen.Contains((device.Site, device.Device, camera.Id))
                         select new WallCamera(device.Site, device.Device, camera.Id, LinkOf(device), null, null, null, null, null, null, "Nothing was flagged yet."));
        await Reply.JsonAsync(context, new WallPictures([.. cameras.OrderBy(one => (one.Site, one.Device, one.Camera))]), FleetPagesJson.Default.WallPictures);
    }

    /// <summary>A picture by its hash; nothing else that the store has.</summary>
    public static async Task PictureAsync(HttpContext context, string sha256, IFleetStore store)
    {
        if (!Sha256Id.IsValid(sha256) || await store.BlobAsync(sha256, context.RequestAborted) is not { ContentType: ContentTypes.Jpeg or ContentTypes.Png } blob)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, "No such picture here: it never came, or its time is over.");
            return;
        }

        context.Response.ContentType = blob.ContentType;
        context.Response.ContentLength = blob.Body.Length;
        // Asked for anew each time: somebody may have removed it for privacy.
        context.Response.Headers.CacheControl = "private, no-cache";
        await context.Response.Body.WriteAsync(blob.Body, context.RequestAborted);
    }

    private static WallCamera OfEvent(StoredEvent one, DeviceReports? device)
    {
        var thumbs = JsonSerializer.Deserialize(one.Card.Span, TelemetryJson.Default.EventMessage)!.Blobs.Where(blob => blob.Kind == BlobKind.Thumb).ToArray();
        var stored = thumbs.FirstOrDefault(blob => blob.State == BlobState.Stored && Sha256Id.IsValid(blob.Sha256 ?? ""));
        var absence = stored is not null ? null
            : thumbs.Any(blob => blob.State == BlobState.Dropped) ? "The device dropped the picture for want of room."
            : "Pictures are switched off, by configuration or privacy.";
        return new(one.Row.Site, one.Row.Device, one.Row.Camera, LinkOf(device), one.Row.EventId, DeviceViews.Utc(one.Row.CapturedUtc), one.Row.Rule, one.Row.Class, one.Row.Severity, stored?.Sha256, absence);
    }

    private static string? LinkOf(DeviceReports? device) => device?.Connection is { } link ? WireNames.NameOf(link.Message.State) : null;
}
