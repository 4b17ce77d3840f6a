using MQTTnet.AspNetCore;
using OpenTelemetry.Metrics;
using SegEdge.EdgeHost.Broker;
using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Health;
using SegEdge.EdgeHost.Security;
using SegEdge.EdgeHost.Sinks;
using SegEdge.EdgeHost.Swap;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>The whole device in one process: cameras, pipeline, explanations, outbox, publisher, broker, dashboard.</summary>
internal sealed partial class DeviceHost : IAsyncDisposable
{
    private const long MostInMemory = 64L << 20;

    private readonly SegEdgeOptions _options;
    private readonly DeviceParts _parts;
    private readonly WebApplication _web;
    private readonly EmbeddedBroker? _broker;
    private readonly PipelineMetrics _metrics = new();
    private readonly IOutbox _outbox;
    private readonly MqttPublisher _publisher;
    private readonly TelemetryMetrics _telemetryMetrics;
    private readonly CameraMetrics _cameraMetrics;
    private readonly EventClips _clips;
    private readonly ClipMetrics _clipMetrics;
    private readonly FramePipeline _pipeline;
    private readonly DeviceState _state;
    private readonly CommandKeys _keys;
    private readonly OutboxCommands _outboxCommands;
    private readonly CommandDesk _desk;
    private readonly AuditTrail _trail;
    private readonly DeviceAudit _audit;
    private readonly Safeguards _guards;
    private readonly ModelChanges _changes;

    /// <param name="configuration">For logging.</param>
    /// <param name="parts">Owned from here on.</param>
    /// <param name="watch">Sees every result after all other sinks; null: nobody does.</param>
    /// <param name="manager">Owned from here on; null: as the environment says.</param>
    public DeviceHost(SegEdgeOptions options, IConfiguration configuration, DeviceParts parts, IResultSink? watch = null, ServiceManager? manager = null)
    {
        (_options, _parts) = (options, parts);
        var time = TimeProvider.System;
        var identity = new DeviceIdentity(options.Device.Site, options.Device.EffectiveName, DeviceIdentity.NewBootId());
        _broker = options.Broker.Embedded ? new EmbeddedBroker(options.Broker.Port) : null;
        var mqtt = _broker is null ? options.Mqtt : options.Mqtt with { Host = "127.0.0.1", Port = options.Broker.Port, Tls = new() };

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, options.Dashboard.Port));
        builder.Services.AddDashboard(cameras: [.. options.EffectiveCameras.Select(camera => camera.Name)])
            .AddMqttArchiveFeed(new MqttFeedOptions { Host = mqtt.Host, Port = mqtt.Port, ClientId = $"segedge-hub-{identity.Site}-{identity.Device}-{identity.BootId[^6..]}", Configure = feed => Secure(feed, mqtt) })
            .AddSingleton<IDashboardState>(_ => _state!)
            .AddSingleton<IEventClips>(_ => _clips!)
            .AddSingleton<Func<HealthStatus>>(_ => _state!.Health);
        // A page of another site must not reach us under a name of its own that it points to this machine (DNS rebinding).
        builder.Services.AddHostFiltering(o => o.AllowedHosts = ["127.0.0.1", "localhost"]);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(PipelineMetrics.MeterName, TelemetryMetrics.MeterName, CameraMetrics.MeterName, ClipMetrics.MeterName, VehicleMetrics.MeterName).AddPrometheusExporter());
        if (_broker is not null) builder.Services.AddSingleton(_broker.WebSockets).AddConnections();
        _web = builder.Build();

        var logs = _web.Services.GetRequiredService<ILoggerFactory>();
        foreach (var warning in parts.Warnings) LogUnwise(logs.CreateLogger<DeviceHost>(), warning);
        (_outbox, var outboxProblem) = OpenOutbox(options, identity, time, logs.CreateLogger<SqliteOutbox>());
        _trail = new AuditTrail(_outbox, identity, DeviceAudit.OpenFile(options, logs.CreateLogger<DeviceAudit>()), time, logs.CreateLogger<AuditTrail>());
        _audit = new DeviceAudit(_trail, options, configuration, parts.Model!, identity.BootId, logs.CreateLogger<DeviceAudit>());
        _keys = KeysOf(options);
        var state = new CommandState(OutboxFolder.Of(options) is { } folder ? Path.Combine(folder, "commands.json") : null);
        _desk = new CommandDesk(identity, new(identity, _keys, state, DeviceClock.Source, time, options.Commands.LongestLife), _trail, time, logs.CreateLogger<CommandDesk>());
        _clips = new EventClips(options, parts.Sources, time, logs.CreateLogger<EventClips>());
        _clipMetrics = new ClipMetrics(_clips);
        _outboxCommands = new OutboxCommands(_outbox, state, _trail, EraseElsewhere);
        DeviceCamera[] cameras = [.. options.EffectiveCameras.Zip(parts.Sources, (camera, source) => new DeviceCamera(camera, source, new CameraLink(source, logs.CreateLogger<CameraLink>()), _metrics))];
        _cameraMetrics = new CameraMetrics(cameras);
        _guards = new Safeguards(options, parts, _trail, manager ?? ServiceManager.OfThisProcess(), time, logs);
        var messages = new DeviceMessages(options, parts, cameras, _metrics, state, _guards, time);
        _publisher = new MqttPublisher(mqtt, identity, _outbox, messages.Birth, messages.Health, time, logs.CreateLogger<MqttPublisher>(), _desk);
        var live = new LiveMaskSink(_publisher.Live, [.. cameras.Select(camera => camera.Name)], time);
        _desk.Handle(CommandName.Live, live.LeaseAsync);
        _desk.Handle(CommandName.Config, new RuntimeSettings(_publisher, _trail).ChangeAsync);
        _telemetryMetrics = new TelemetryMetrics(_outbox, _publisher);
        _changes = new ModelChanges(options, parts, _metrics, _publisher, _audit, time, logs);
        _pipeline = new FramePipeline([.. options.EffectiveCameras.Zip(parts.Sources, (camera, source) => new PipelineCamera(camera.Name, source, TimeSpan.FromMilliseconds(camera.MaxAgeMs)))], parts.Slot!,
            [
                .. _guards.Sinks,
                new DashboardSink(_web.Services.GetRequiredService<LiveFrames>(), _metrics),
                new TelemetrySink(identity, _outbox, time, logs.CreateLogger<TelemetrySink>(), name => cameras.Any(camera => camera.Name == name && camera.Link.CanBreak), _clips),
                live,
                .. watch is null ? Array.Empty<IResultSink>() : [watch],
            ],
            options.Pipeline, options.Regions, _metrics, time, logs, _guards.Throttle);
        _state = new DeviceState(options, identity, parts, cameras, _metrics, _publisher, mqtt, _guards, outboxProblem, _changes, _clips);

        _web.UseHostFiltering();
        _web.MapDashboard();
        _web.MapHealth(_state);
        _web.MapPrometheusScrapingEndpoint("/metrics");
        if (_broker is not null)
            _web.MapConnectionHandler<MqttConnectionHandler>("/mqtt",
                o => o.WebSockets.SubProtocolSelector = MqttSubProtocolSelector.SelectSubProtocol);
    }

    /// <summary>Where the dashboard is.</summary>
    public Uri Address => new($"http://127.0.0.1:{_options.Dashboard.Port}/");

    /// <summary>Runs until the camera ends or <paramref name="stopping"/> asks; what is under way is finished and sent.</summary>
    /// <param name="afterwards">Awaited between the end of the pictures and the shutdown of dashboard and link; null shuts down at once.</param>
    public async Task<RunSummary> RunAsync(Func<CancellationToken, Task>? afterwards, CancellationToken stopping)
    {
        if (_broker is not null) await _broker.StartAsync().ConfigureAwait(false);
        await _web.StartAsync(CancellationToken.None).ConfigureAwait(false);
        await _outboxCommands.AttachAsync(_desk).ConfigureAwait(false);
        await _audit.StartedAsync().ConfigureAwait(false);
        using var linkEnds = new CancellationTokenSource();
        var signing = _audit.SignAsync(linkEnds.Token);
        var publishing = _publisher.RunAsync(linkEnds.Token);
        using var modelEnds = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var changing = _changes.RunAsync(modelEnds.Token);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            _state.Started();
            _guards.Start(_pipeline, _metrics);
            RememberRevision();
            await _pipeline.RunAsync(stopping).ConfigureAwait(false);
            _state.PicturesEnded();
            await EndChangesAsync().ConfigureAwait(false);
            if (afterwards is not null && !stopping.IsCancellationRequested) await afterwards(stopping).ConfigureAwait(false);
        }
        finally
        {
            await _guards.StopAsync().ConfigureAwait(false);
            await EndChangesAsync().ConfigureAwait(false);
            await _audit.StoppedAsync().ConfigureAwait(false);
            // The publisher drains what waits, says "offline" and leaves; only then does the broker go.
            await linkEnds.CancelAsync().ConfigureAwait(false);
            await publishing.ConfigureAwait(false);
            await signing.ConfigureAwait(false);
            await _web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return RunSummary.Of(_metrics, TimeProvider.System.GetElapsedTime(start), _outbox.Snapshot(), _pipeline);

        // No model is loaded into a device that goes: its parts are disposed after this.
        async Task EndChangesAsync()
        {
            await modelEnds.CancelAsync().ConfigureAwait(false);
            await changing.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _guards.DisposeAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        if (_broker is not null) await _broker.DisposeAsync().ConfigureAwait(false);
        _pipeline.Dispose();
        _clips.Dispose();
        if (_outbox is IAsyncDisposable outbox) await outbox.DisposeAsync().ConfigureAwait(false);
        _changes.Dispose();
        _audit.Dispose();
        _trail.Dispose();
        if (_keys != CommandKeys.None) _keys.Dispose();
        _parts.Dispose();
        _telemetryMetrics.Dispose();
        _cameraMetrics.Dispose();
        _clipMetrics.Dispose();
        _metrics.Dispose();
    }

    /// <exception cref="TelemetryFormatException">A file is no public key; names it.</exception>
    public static CommandKeys KeysOf(SegEdgeOptions options) =>
        options.Commands.KeysFolder is { Length: > 0 } folder ? CommandKeys.Load(folder) : CommandKeys.None;

    // The clip last: it is the one that may fail, and that the answer tells of.
    private bool EraseElsewhere(string eventId)
    {
        _web.Services.GetRequiredService<EventArchive>().Erase(eventId);
        return _clips.Erase(eventId);
    }

    // It runs: from now on nothing older does. A disk that cannot be written is no reason to stand still.
    private void RememberRevision()
    {
        try
        {
            if (_options.Model.Trust.RequireSignature) TrustedKeys.Revisions.Remember(_parts.Model!.Package.Seal!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwise(_web.Services.GetRequiredService<ILogger<DeviceHost>>(), $"The model's revision could not be kept, so an older one would be taken: {e.Message}");
        }
    }

    private static void Secure(MQTTnet.MqttClientOptionsBuilder feed, MqttOptions mqtt)
    {
        if (mqtt.User is not null) feed.WithCredentials(mqtt.User, mqtt.Password);
        TlsLink.Open(mqtt)?.Apply(feed);
    }

    // A disk that cannot be used must not keep the device from working: it goes on in memory, and says so.
    private static (IOutbox Outbox, string? Problem) OpenOutbox(SegEdgeOptions options, DeviceIdentity identity, TimeProvider time, ILogger<SqliteOutbox> log)
    {
        string? problem = null;
        var rules = new OutboxRules(options.Outbox.Confirm, options.Outbox.Policy);
        try
        {
            if (OutboxFolder.Of(options) is { } folder) return (new SqliteOutbox(folder, options.Outbox.CapBytes, identity, time, log, rules: rules), null);
        }
        catch (OutboxException e)
        {
            problem = $"{e.Message} Until then unsent events are in memory, and a kill loses them.";
            LogInMemory(log, problem);
        }

        return (new MemoryOutbox(Math.Min(options.Outbox.CapBytes, MostInMemory), time, rules: rules), problem);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogInMemory(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogUnwise(ILogger log, string warning);
}
