using Microsoft.AspNetCore.Antiforgery;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub.Pages;

namespace SegEdge.EdgeHost.Hub;

/// <summary>The review site on one screen: what is served where, and to whom. Whatever is mapped besides asks for a session too, unless it says otherwise.</summary>
internal static class HubSiteEndpoints
{
    /// <summary>Before everything that is mapped.</summary>
    public static void UseHubSite(this WebApplication app, ReviewOptions review)
    {
        app.Use(PeerAddress.NoteAsync);
        if (review.Proxy.Addresses.Count > 0) app.UseForwardedHeaders();
        app.UseHostFiltering();
        app.Use(SecurityHeaders.ApplyAsync);
        app.Use(RefuseWithoutAccountsAsync);
        app.UsePageFiles(webRoot: null); // what anybody can download as the program; it holds nothing of the site
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use(RefuseForeignWritesAsync);
    }

    public static void MapHubSite(this WebApplication app)
    {
        app.MapGet("/api/session", SessionEndpoints.ReportAsync).AllowAnonymous();
        app.MapPost("/api/sign-in", SessionEndpoints.SignInAsync).AllowAnonymous().RequireRateLimiting(HubSiteServices.SignInLimit);
        app.MapPost("/api/sign-out", SessionEndpoints.SignOutAsync).RequireRateLimiting(HubSiteServices.WriteLimit);
        app.MapGet("/api/status", (HttpContext context, HubSite site) => Reply.JsonAsync(context, site.Report(), HubJson.Default.HubReport));
        app.MapGet("/api/pages", PagesEndpoint.ListAsync);
        app.MapFleetPages();
        app.MapGet("/api/wall/live", LiveWallEndpoint.ChangesAsync).WithMetadata(new OffersPage("wall-live"));
        app.MapGet("/api/offers", (HttpContext context, QueueCounts counts) => Reply.JsonAsync(context, counts.Offers(), HubJson.Default.QueueOffers));
        app.MapGet("/api/classes", ClassEndpoint.OfDeviceAsync);
        app.MapEvents();
        app.MapHubExports();
        app.MapPost("/api/events/{eventId}/verdicts", VerdictEndpoint.GiveAsync).RequireAuthorization(HubSiteServices.Operators).RequireRateLimiting(HubSiteServices.WriteLimit);
    }

    // A fresh hub must not be anybody's: there is no password that it comes with.
    private static Task RefuseWithoutAccountsAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path.Value is not ("/live" or "/ready" or "/metrics") && context.RequestServices.GetRequiredService<HubSite>().Closed is { } why
            ? Reply.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, why)
            : next(context);

    // A cookie is sent by whatever page the browser is on; the token only ours has.
    private static async Task RefuseForeignWritesAsync(HttpContext context, RequestDelegate next)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead || (SecurityHeaders.IsSameOrigin(context.Request) && await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))) await next(context);
        else
            await Reply.ProblemAsync(context, StatusCodes.Status403Forbidden,
                $"Refused: expected the header '{HubSiteServices.TokenHeader}' with the token of GET /api/session, from the hub's own page. Load the page again.");
    }
}
