using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>The pages of a whole site: devices, figures, wall.</summary>
public static class FleetPages
{
    /// <summary>Maps their endpoints. Needs <see cref="IFleetStore"/> and <see cref="IFleetStatistics"/> (every store is both) as services.</summary>
    /// <returns>All of them, for whoever says who may ask.</returns>
    public static RouteGroupBuilder MapFleetPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/api");
        pages.AddEndpointFilter(ServerTiming.MeasureAsync);
        pages.AddEndpointFilter(StoreAwayAsync);
        pages.MapGet("/devices", DeviceEndpoints.ListAsync).WithMetadata(new OffersPage("devices"));
        pages.MapGet("/devices/{site}/{device}", DeviceEndpoints.OneAsync);
        pages.MapGet("/fleet/choices", FigureEndpoints.ChoicesAsync);
        pages.MapGet("/fleet/figures", FigureEndpoints.FiguresAsync).WithMetadata(new OffersPage("fleet"));
        pages.MapGet("/fleet/heat", FigureEndpoints.HeatAsync);
        pages.MapGet("/fleet/pictures/{sha256}", WallEndpoints.PictureAsync);
        pages.MapGet("/wall", WallEndpoints.ListAsync).WithMetadata(new OffersPage("wall"));
        return pages;
    }

    internal static async ValueTask<object?> StoreAwayAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (FleetStoreException e) when (!invocation.HttpContext.Response.HasStarted)
        {
            await Reply.ProblemAsync(invocation.HttpContext, StatusCodes.Status503ServiceUnavailable, $"The archive cannot be read now: {e.Message}");
            return null;
        }
    }
}
