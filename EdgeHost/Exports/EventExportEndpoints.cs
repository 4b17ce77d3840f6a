using SegEdge.EdgeHost.Dashboard;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Exports of one frame, the same on a device and on a hub. Its picture is composed by the page, which shows it already.</summary>
internal static class EventExportEndpoints
{
    private const string Folder = "/api/events/{eventId}/export/";

    /// <returns>Those for whoever may look.</returns>
    public static RouteGroupBuilder MapEventExports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Folder);
        group.MapGet("coco", CocoAsync);
        group.MapGet("geojson", GeoJsonAsync);
        return group;
    }

    public static RouteHandlerBuilder MapEventPack(this IEndpointRouteBuilder app) => app.MapGet(Folder + "pack", PackAsync);

    private static async Task CocoAsync(HttpContext context, string eventId, IEventSource events, IExportContext exports)
    {
        if (await FrameAsync(context, eventId, events) is not { } frame) return;
        var masks = await frame.MasksAsync(events, context.RequestAborted);
        if (masks.Count == 0)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, $"This frame has no mask to export: {frame.Absence(BlobKind.Mask)}. GeoJSON still has the boxes of its regions.");
            return;
        }

        using var file = EventFormats.Coco(frame, masks, await exports.ClassesAsync(frame.Card.Site, frame.Card.Device, context.RequestAborted));
        await exports.RecordAsync(new(ExportKinds.Coco) { EventId = eventId, Events = 1 }, context.User.Identity?.Name, context.RequestAborted);
        await Download.SendAsync(context, $"segedge-{SafeName.Of(eventId)}-coco.json", "application/json", file);
    }

    private static async Task GeoJsonAsync(HttpContext context, string eventId, IEventSource events, IExportContext exports)
    {
        if (await FrameAsync(context, eventId, events) is not { } frame) return;
        var masks = await frame.MasksAsync(events, context.RequestAborted);
        using var file = EventFormats.GeoJson(frame, masks, await exports.ClassesAsync(frame.Card.Site, frame.Card.Device, context.RequestAborted));
        await exports.RecordAsync(new(ExportKinds.GeoJson) { EventId = eventId, Events = 1 }, context.User.Identity?.Name, context.RequestAborted);
        await Download.SendAsync(context, $"segedge-{SafeName.Of(eventId)}.geojson", "application/geo+json", file);
    }

    private static async Task PackAsync(HttpContext context, string eventId, IEventSource events, IExportContext exports, TimeProvider time)
    {
        if (await FrameAsync(context, eventId, events) is not { } frame) return;
        var user = context.User.Identity?.Name;
        await exports.RecordAsync(new(ExportKinds.Pack) { EventId = eventId, Events = 1 }, user, context.RequestAborted);
        await new AuditPack(events, exports, time).SendAsync(context, $"segedge-{SafeName.Of(eventId)}-pack.zip", [frame], $"event {eventId}", user);
    }

    private static async Task<ExportedFrame?> FrameAsync(HttpContext context, string eventId, IEventSource events)
    {
        var found = EventCard.IsValidId(eventId) ? await events.FindEventAsync(eventId, context.RequestAborted) : null;
        var frame = found is null ? null : ExportedFrame.Of(found);
        if (found is null) await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, events.Absence);
        else if (frame is null) await Reply.ProblemAsync(context, StatusCodes.Status422UnprocessableEntity, "This event is not what the message contract says, so nothing can be made of it. Its raw text is on the page.");
        return frame;
    }
}
