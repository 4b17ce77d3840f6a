using OpenTelemetry.Metrics;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Fleet.Hub;

namespace SegEdge.EdgeHost.Hub;

/// <summary>A hub in this process, with its health and metrics over HTTP.</summary>
internal sealed partial class HubHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly SiteHub _hub;
    private readonly SegEdgeOptions _options;

    /// <param name="configuration">For logging.</param>
    /// <param name="parts">Stays the caller's.</param>
    public HubHost(SegEdgeOptions options, IConfiguration configuration, HubParts parts)
    {
        _options = options;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, options.Dashboard.Port));
        // A page of another site must not reach us under a name of its own that it points to this machine (DNS rebinding).
        builder.Services.AddHostFiltering(o => o.AllowedHosts = ["127.0.0.1", "localhost"]);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(HubCounters.MeterName).AddPrometheusExporter());
        _web = builder.Build();

        var logs = _web.Services.GetRequiredService<ILoggerFactory>();
        foreach (var warning in parts.Warnings) LogUnwise(logs.CreateLogger<HubHost>(), warning);
        var signer = parts.Key is { } key ? new CommandSigner(key.Key, key.Id, parts.Folder, TimeProvider.System) : null;
        _hub = new SiteHub(options.Hub, options.Mqtt, parts.Store, signer, parts.Folder, TimeProvider.System, logs.CreateLogger<SiteHub>());
        _web.UseHostFiltering();
        _web.MapGet("/live", () => Answer(good: true));
        _web.MapGet("/ready", () => Answer(_hub.Status is { Connected: true, StoreProblem: false }));
        _web.MapPrometheusScrapingEndpoint("/metrics");
    }

    public Uri Address => new($"http://127.0.0.1:{_options.Dashboard.Port}/");

    /// <summary>Runs until it is stopped.</summary>
    /// <returns>What it did, in a line.</returns>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        await _web.StartAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _hub.RunAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            await _web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var did = _hub.Counters;
        return $"{did.Events} new events, {did.Blobs} new blobs, {did.Again} records that were kept already, {did.Unreadable} unreadable; {did.Commits} commits, {did.Receipts} receipts.";
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync().ConfigureAwait(false);
        _hub.Dispose();
    }

    private IResult Answer(bool good)
    {
        var status = _hub.Status;
        string[] reasons = status.Problem is { } problem ? [problem] : [];
        return Results.Json(new { state = status.StoreProblem ? "unhealthy" : status.Connected ? "healthy" : "degraded", reasons },
            statusCode: good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogUnwise(ILogger log, string warning);
}
