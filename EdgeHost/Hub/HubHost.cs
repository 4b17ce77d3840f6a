using OpenTelemetry.Metrics;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Parquet;
using SegEdge.Fleet.Store.Retention;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.EdgeHost.Hub;

/// <summary>A hub in this process, with its review site, health and metrics over HTTP.</summary>
internal sealed partial class HubHost : IAsyncDisposable
{
    // A verdict or a password; nothing else is sent here.
    private const long LargestBody = 64 << 10;

    private static readonly TimeSpan ExportEvery = TimeSpan.FromMinutes(1);

    private readonly WebApplication _web;
    private readonly SiteHub _hub;
    private readonly LiveFeed _feed;
    private readonly SegEdgeOptions _options;
    private readonly HubParts _parts;
    private readonly ILogger _log;

    /// <param name="configuration">For logging.</param>
    /// <param name="parts">Stays the caller's.</param>
    public HubHost(SegEdgeOptions options, IConfiguration configuration, HubParts parts)
    {
        (_options, _parts) = (options, parts);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        // It warns that the keys of sessions are not encrypted: they are in a folder that only the hub reads, as its signing key is.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(System.Net.IPAddress.Loopback, options.Dashboard.Port);
            k.Limits.MaxRequestBodySize = LargestBody;
        });
        // A page of another site must not reach us under a name of its own that it points to this machine (DNS rebinding).
        builder.Services.AddHostFiltering(o => o.AllowedHosts = ["127.0.0.1", "localhost", .. options.Review.Hosts]);
        builder.Services.AddHubSite(options, parts);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(HubCounters.MeterName).AddPrometheusExporter());
        _web = builder.Build();

        var logs = _web.Services.GetRequiredService<ILoggerFactory>();
        _log = logs.CreateLogger<HubHost>();
        foreach (var warning in parts.Warnings) LogUnwise(_log, warning);
        var signer = parts.Key is { } key ? new CommandSigner(key.Key, key.Id, parts.Folder, TimeProvider.System) : null;
        _hub = new SiteHub(options.Hub, options.Mqtt, parts.Store, signer, parts.Folder, TimeProvider.System, logs.CreateLogger<SiteHub>());
        _web.Services.GetRequiredService<HubSite>().Hub = _hub;
        _feed = _web.Services.GetRequiredService<LiveFeed>();
        _web.UseHubSite(options.Review);
        _web.MapGet("/live", () => Answer(good: true)).AllowAnonymous();
        _web.MapGet("/ready", () => Answer(_hub.Status is { Connected: true, StoreProblem: false })).AllowAnonymous();
        _web.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        _web.MapHubSite();
    }

    public Uri Address => new($"http://127.0.0.1:{_options.Dashboard.Port}/");

    /// <summary>Runs until it is stopped.</summary>
    /// <returns>What it did, in a line.</returns>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        await _web.StartAsync(CancellationToken.None).ConfigureAwait(false);
        await _feed.BeginAsync(_hub, stopping).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var exporting = _parts.Store is EmbeddedFleetStore store && new ParquetExport(store, TimeProvider.System) is var export
            ? EveryAsync(ExportEvery, "Export", end => ExportAsync(export, end), ended.Token) : Task.CompletedTask;
        var feeding = _feed.RunAsync(ended.Token);
        var retaining = _parts.Store is SqlFleetStore kept && _options.Hub.Retention is { IsOn: true } limits && new FleetRetention(kept, limits, TimeProvider.System) is var retention
            ? EveryAsync(limits.Every, "Retention", end => RetainAsync(retention, end), ended.Token) : Task.CompletedTask;
        try
        {
            await _hub.RunAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await exporting.ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
            await retaining.ConfigureAwait(false);
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

    private async Task ExportAsync(ParquetExport export, CancellationToken ended)
    {
        if (await export.RunAsync(ended).ConfigureAwait(false) is > 0 and var hours) LogExported(_log, hours);
    }

    private async Task RetainAsync(FleetRetention retention, CancellationToken ended)
    {
        foreach (var record in await retention.RunAsync(ended).ConfigureAwait(false))
        {
            _hub.Counters.CountForgotten(record.What, record.Records);
            LogForgotten(_log, record.What, record.Records, record.Bytes, record.Before, record.RunId);
        }
    }

    // Whatever goes wrong in one of them must keep neither the next run nor an orderly stop from its work.
    private async Task EveryAsync(TimeSpan pause, string what, Func<CancellationToken, Task> work, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await work(ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested) { } // expected: shutdown
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) // expected: store or disk is away
            {
                LogUnwise(_log, $"{what}: {e.Message} Next run in {pause}.");
            }
            catch (Exception e) // unexpected
            {
                LogFault(_log, what, e.Message, pause, e);
            }

            await Task.Delay(pause, ended).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private IResult Answer(bool good)
    {
        var status = _hub.Status;
        string[] reasons = status.Problem is { } problem ? [problem] : [];
        return Results.Json(new { state = status.StoreProblem ? "unhealthy" : status.Connected ? "healthy" : "degraded", reasons },
            statusCode: good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Exported {Hours} closed hours to Parquet.")]
    private static partial void LogExported(ILogger log, int hours);

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention took away {What}: {Records}, {Bytes} bytes, received before {Before:u}; run {Run}.")]
    private static partial void LogForgotten(ILogger log, string what, long records, long bytes, DateTimeOffset before, string run);

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} met what nobody expected, next run in {Pause}; please report it: {Reason}")]
    private static partial void LogFault(ILogger log, string what, string reason, TimeSpan pause, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogUnwise(ILogger log, string warning);
}
