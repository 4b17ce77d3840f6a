using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Engines;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Swap;

/// <summary>All that changes the model of a running device: operators who ask for another one, and engines that are ready to take over.</summary>
internal sealed partial class ModelChanges : IDisposable
{
    private readonly EngineTakeover _takeover;
    private readonly SwapDesk? _desk;
    private readonly SemaphoreSlim _swapped = new(0);
    private readonly MqttPublisher _publisher;
    private readonly DeviceAudit _audit;
    private readonly ILogger _log;

    public ModelChanges(SegEdgeOptions options, DeviceParts parts, PipelineMetrics metrics, MqttPublisher publisher, DeviceAudit audit, TimeProvider time, ILoggerFactory logs)
    {
        (_publisher, _audit, _log) = (publisher, audit, logs.CreateLogger<ModelChanges>());
        var files = SwapFolder.Of(options) is { } folder ? new SwapFiles(folder) : null;
        var swapper = new ModelSwapper(options, parts.Slot!, files, parts.Sources[0].Size, metrics, parts.ModelBytes, () => AvailableMemory.Read());
        _takeover = new EngineTakeover(parts.Slot!, new EngineBuilder(EngineWait.Program, time), package => ServingModels.Open(package, options), swapper.Terms,
            TimeSpan.FromMinutes(options.Model.Runtime.TensorRt.BuildMinutes));
        _desk = files is null ? null : new SwapDesk(files, swapper, TellAsync, time, logs.CreateLogger<SwapDesk>());
    }

    /// <summary>What operators should know of engines: that one is being built, or why it is not to be had.</summary>
    public IEnumerable<string> Reasons()
    {
        if (_takeover.Progress is { } progress) yield return progress.ToString();
        if (_takeover.Problem is { } problem) yield return problem;
    }

    /// <summary>Until cancelled; then no model is loaded any more, and no builder is left.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(TakeOverAsync(stopping), ServeDeskAsync(stopping));

    public void Dispose() => _swapped.Dispose();

    private async Task TakeOverAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                if (await _takeover.RunAsync(stopping).ConfigureAwait(false)) _publisher.BirthChanged();
                await _swapped.WaitAsync(stopping).ConfigureAwait(false); // another model has an engine of its own
            }
        }
        catch (OperationCanceledException) { } // expected: shutdown; the builder is gone
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            LogNoEngine(_log, e.Message);
        }
        catch (Exception e) // unexpected: a fault of ours; the model that serves goes on, and the device can still end in order
        {
            LogFault(_log, e);
        }
    }

    private async Task ServeDeskAsync(CancellationToken stopping)
    {
        try
        {
            if (_desk is not null) await _desk.RunAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception e) // unexpected, as above
        {
            LogFault(_log, e);
        }
    }

    private async Task TellAsync(SwapRequest request, SwapAnswer answer)
    {
        if (answer.Accepted)
        {
            _publisher.BirthChanged();
            _swapped.Release();
        }
        await _audit.SwapAskedAsync(request.Model, answer.Accepted, answer.Message).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "TensorRT's engine could not be built: {Problem}")]
    private static partial void LogNoEngine(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model that serves stays until the device is restarted")]
    private static partial void LogFault(ILogger log, Exception e);
}
