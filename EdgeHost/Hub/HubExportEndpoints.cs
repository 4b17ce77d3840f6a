using SegEdge.EdgeHost.Exports;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Which exports a hub has, and for whom: of one frame what one sees, with the record of its review for operators, and many frames with their pictures for administrators.</summary>
internal static class HubExportEndpoints
{
    public static void MapHubExports(this IEndpointRouteBuilder app)
    {
        var exports = app.MapGroup("");
        exports.AddEndpointFilter(Pages.FleetPages.StoreAwayAsync);
        exports.MapEventExports().RequireRateLimiting(HubSiteServices.ExportLimit);
        exports.MapEventPack().RequireAuthorization(HubSiteServices.Operators).RequireRateLimiting(HubSiteServices.ExportLimit);
        exports.MapPost("/api/events/{eventId}/exports", PictureNoteEndpoint.NoteAsync).RequireRateLimiting(HubSiteServices.WriteLimit);
        exports.MapGet("/api/export/csv", SetExportEndpoints.CsvAsync).RequireRateLimiting(HubSiteServices.SetLimit);
        exports.MapGet("/api/export/coco", SetExportEndpoints.CocoAsync).RequireAuthorization(HubSiteServices.Admins).RequireRateLimiting(HubSiteServices.SetLimit);
        exports.MapGet("/api/export/pack", SetExportEndpoints.PackAsync).RequireAuthorization(HubSiteServices.Admins).RequireRateLimiting(HubSiteServices.SetLimit);
    }
}
