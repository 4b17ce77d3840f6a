using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Thermal;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>What keeps a device that nobody watches from doing harm: lines, heat, watchdog.</summary>
internal sealed class Safeguards : IAsyncDisposable
{
    // A disk that hangs may be why we end; it does not get long to write that down.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly SegEdgeOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private readonly AuditQueue _audit;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceManager _manager;
    private readonly VehicleMetrics _metrics;
    private ProcessWatchdog? _watchdog;
    private Task _governing = Task.CompletedTask, _auditing = Task.CompletedTask;
    private bool _stopped;

    /// <param name="parts">Its lines are owned from here on.</param>
    public Safeguards(SegEdgeOptions options, DeviceParts parts, AuditTrail trail, ServiceManager manager, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _logs, _time, _manager) = (options, logs, time, manager);
        _audit = new AuditQueue(trail);
        if (parts.Gpio is { } lines)
            Gpio = new GpioGuard(options.Gpio, lines, new GpioActions(() => parts.Policy!.Trigger(), SwitchMode, TellStop, fault => _audit.Write(AuditAction.Gpio, "fault", fault)),
                time, logs.CreateLogger<GpioGuard>(), options.Gpio.Cameras.Count > 0 ? options.Gpio.Cameras : [.. options.EffectiveCameras.Select(camera => camera.Name)]);
        if (options.Thermal.Enabled) Governor = new ThermalGovernor(options.Thermal, Throttle, _audit, time, logs.CreateLogger<ThermalGovernor>());
        _metrics = new VehicleMetrics(this);
        AppDomain.CurrentDomain.UnhandledException += Crashed;
    }

    public PipelineThrottle Throttle { get; } = new();

    public GpioGuard? Gpio { get; }

    public ThermalGovernor? Governor { get; }

    public long Heartbeats => _watchdog?.Beats ?? 0;

    /// <summary>What wants to hear of results; before all others, since one that is slow must not delay an output.</summary>
    public IEnumerable<IResultSink> Sinks => Gpio is { } gpio ? [new GpioSink(gpio, _time)] : [];

    /// <summary>Why the device is not in full order, in words for people.</summary>
    public IEnumerable<string> Reasons
    {
        get
        {
            if (Gpio is { UnsafeBecause: { } why }) yield return $"The outputs are at their safe levels: {why}.";
            if (Gpio is { Faults: > 0 and var faults }) yield return $"{faults} GPIO faults since the start; see the log.";
            if (Governor is { Step: > GovernorStep.Full and var step }) yield return $"The thermal governor is at step {step}, to keep the device from heating up further.";
            if (Governor is { Reading.Missing: { Count: > 0 } missing }) yield return $"Sensors that cannot be read: {string.Join(", ", missing)}.";
            if (Throttle.Paused) yield return "The mode switch pauses segmentation.";
        }
    }

    public GpioInfo? GpioInfo => Gpio is not { } gpio ? null : new() { Safe = gpio.UnsafeBecause is not null, Reason = gpio.UnsafeBecause, EmergencyStop = gpio.Monitor.EmergencyStop, Faults = gpio.Faults };

    public GovernorInfo? GovernorInfo => Governor is not { } governor ? null
        : new() { Step = (int)governor.Step, Missing = governor.Reading.Missing.Count == 0 ? null : governor.Reading.Missing, GpuLoad = governor.Reading.GpuLoad };

    /// <param name="pipeline">Watched until <see cref="StopAsync"/>.</param>
    public void Start(FramePipeline pipeline, PipelineMetrics metrics)
    {
        _auditing = _audit.RunAsync();
        _watchdog = new ProcessWatchdog(_options.Watchdog, _manager, () => Ended(metrics), pipeline.Activity.BusyFor, End, _time, _logs.CreateLogger<ProcessWatchdog>());
        _watchdog.Start();
        Gpio?.Start();
        if (Governor is { } governor) _governing = governor.RunAsync(_stopping.Token);
    }

    /// <summary>Outputs to their safe levels; then the rest.</summary>
    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        Gpio?.Trip("the device stopped");
        _watchdog?.Stopping();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _governing.ConfigureAwait(false);
        _audit.Complete();
        await _auditing.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.UnhandledException -= Crashed;
        Gpio?.Dispose();
        await StopAsync().ConfigureAwait(false);
        _watchdog?.Dispose();
        _metrics.Dispose();
        _manager.Dispose();
        _stopping.Dispose();
    }

    // Also frames that a sink could not take, and those held back on purpose: the device turns over.
    private static long Ended(PipelineMetrics metrics)
    {
        var publish = metrics[Stage.Publish];
        return publish.Processed + publish.Failed + metrics.HeldBack;
    }

    private void SwitchMode(bool person)
    {
        if (Throttle.Paused == person) return;
        Throttle.Paused = person;
        _audit.Write(AuditAction.Mode, "switch", person ? "a person drives: no frame is segmented" : "the device works");
    }

    private void TellStop(bool active) => _audit.Write(AuditAction.Gpio, "emergencyStop", active ? "active" : "released");

    private void Crashed(object sender, UnhandledExceptionEventArgs crash) => Gpio?.Trip($"the program crashed: {(crash.ExceptionObject as Exception)?.Message}");

    private void End(string why)
    {
        Gpio?.Trip(why);
        var book = new RebootBook(_options.Watchdog.Reboot, OutboxFolder.Of(_options) is { } folder ? Path.Combine(folder, "watchdog.json") : null, _time);
        var reboot = book.Tripped(LastWords);
        Console.Error.WriteLine($"fault: {why}. The process ends with exit code {Cli.CommandLine.Hung}; {reboot}.");
        _audit.Write(AuditAction.Watchdog, "hung", $"{why}; {reboot}");
        _audit.Complete();
        _auditing.Wait(LastWords);
        ProcessEnd.Now(Cli.CommandLine.Hung);
    }
}
