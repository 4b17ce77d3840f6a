using Microsoft.Extensions.DependencyInjection.Extensions;
using SegEdge.EdgeHost.Exports;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The dashboard on one screen: what is registered, what is served where.</summary>
public static class DashboardEndpoints
{
    /// <summary>The archive and the live pictures. The host adds its <see cref="IDashboardState"/>.</summary>
    /// <param name="cameras">Names of those that can be watched; null for one that needs none.</param>
    public static IServiceCollection AddDashboard(this IServiceCollection services, ArchiveLimits? limits = null, IReadOnlyList<string>? cameras = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(limits ?? new ArchiveLimits());
        services.AddSingleton<EventArchive>();
        services.AddSingleton<IEventSource>(s => s.GetRequiredService<EventArchive>());
        services.AddSingleton<IExportContext, DeviceExports>();
        services.AddSingleton(new LiveFrames(cameras ?? [""]));
        return services;
    }

    /// <summary>Fills the archive from a broker, as any other subscriber would be.</summary>
    public static IServiceCollection AddMqttArchiveFeed(this IServiceCollection services, MqttFeedOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<MqttArchiveFeed>();
        services.AddHostedService(s => s.GetRequiredService<MqttArchiveFeed>());
        return services;
    }

    /// <param name="webRoot">Where the page lies; the default is <c>wwwroot</c> beside the executable.</param>
    /// <exception cref="DirectoryNotFoundException">The page is not there.</exception>
    public static void MapDashboard(this WebApplication app, string? webRoot = null)
    {
        app.Use(SecurityHeaders.ApplyAsync);
        app.UseWebSockets();
        app.UsePageFiles(webRoot);
        app.MapGet("/api/status", StatusEndpoints.StatusAsync);
        app.MapGet("/api/pages", PagesEndpoint.ListAsync);
        app.MapPost("/api/trigger", StatusEndpoints.TriggerAsync);
        app.MapGet("/api/live", LiveEndpoint.WatchAsync);
        app.MapGet("/api/session", context => Reply.JsonAsync(context, SessionReport.Device, DashboardJson.Default.SessionReport));
        app.MapEvents();
        app.MapEventExports();
        app.MapEventPack();
        app.MapGet("/api/events/{eventId}/clip", ClipEndpoint.OneAsync);
    }

    /// <summary>Events and blobs of the <see cref="IEventSource"/>, the same on a device and on a hub.</summary>
    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/events", EventEndpoints.ListAsync);
        app.MapGet("/api/events/stream", EventStreamEndpoint.StreamAsync);
        app.MapGet("/api/events/{eventId}", EventEndpoints.OneAsync);
        app.MapGet("/api/blobs/{sha256}", BlobEndpoint.OneAsync);
    }
}
