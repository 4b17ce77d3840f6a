using SegEdge.Camera;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Swap;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost;

/// <summary>Opens everything that a run needs, and lists all that cannot be opened at once, not only the first.</summary>
internal static class StartupCheck
{
    /// <param name="found">Problems of the configuration itself, listed with the rest.</param>
    /// <returns>The opened parts, which the run uses: what was checked is what runs.</returns>
    /// <exception cref="UsageException">Every problem.</exception>
    /// <exception cref="EngineMissingException">There is none, but TensorRT is required and its engine must be built first.</exception>
    /// <param name="withHardware">False: camera, GPIO, ports and the outbox are left alone, for a configuration of another machine or beside a running device; what is returned then cannot run.</param>
    public static DeviceParts Run(SegEdgeOptions options, IReadOnlyList<string> found, bool withHardware = true)
    {
        var problems = new List<string>(found);
        problems.AddRange(GovernorLadder.Check(options.Thermal));
        problems.AddRange(CameraCheck.Find(options));
        problems.AddRange(CameraCheck.FindImpatient(options));
        problems.AddRange(ExplainCheck.FindImpatient(options));
        problems.AddRange(ClipCheck.Find(options));
        string[] lineProblems = [.. GpioCheck.Find(options)];
        problems.AddRange(lineProblems);
        // Before anything that takes time: outputs are safe from here on.
        var gpio = options.Gpio.Enabled && withHardware && lineProblems.Length == 0 ? Try(() => new GpioLines(options.Gpio, LibGpiodChips.OfThisMachine)) : null;
        EngineMissingException? engine = null;
        var before = AvailableMemory.Resident();
        var (serving, modelProblem) = withHardware ? OpenLast() : default;
        if (engine is null) serving ??= Try(() => ServingModels.Open(ServingModels.Load(options.Model, options.Model.Path), options));
        var took = Math.Max(0, AvailableMemory.Resident() - before);
        IReadOnlyList<string> warnings = SecurityCheck.Run(options, serving?.Package.Manifest, problems);
        var parts = new DeviceParts
        {
            Gpio = gpio,
            Warnings = modelProblem is null ? warnings : [modelProblem, .. warnings],
            Sources = withHardware ? OpenCameras() : [],
            Slot = serving is null ? null : new ModelSlot(serving),
            ModelBytes = took,
            ModelProblem = modelProblem,
        };
        if (withHardware)
        {
            CheckPort("Dashboard:Port", options.Dashboard.Port);
            if (options.Broker.Embedded) CheckPort("Broker:Port", options.Broker.Port);
            CheckOutbox();
        }
        CheckKeys();
        if (problems.Count == 0 && engine is null) return parts;

        parts.Dispose();
        if (problems.Count == 0) throw engine!;
        throw new UsageException([.. problems.Distinct()]);

        T? Try<T>(Func<T> open) where T : class
        {
            try
            {
                return open();
            }
            catch (EngineMissingException e) // no problem: it will be built
            {
                engine = e;
                return null;
            }
            catch (Exception e) when (e is ModelException or CameraException or ExplainException or GpioException or UsageException)
            {
                problems.AddRange(e is ModelException model ? model.Problems : [e.Message]);
                return null;
            }
        }

        IReadOnlyList<IFrameSource> OpenCameras()
        {
            var sources = new List<IFrameSource>();
            foreach (var (index, camera) in options.EffectiveCameras.Index())
                try
                {
                    sources.Add(Sources.Open(camera, live: true, options.Pipeline.MaxFrames, options.Clips));
                }
                catch (CameraException e)
                {
                    problems.Add(options.Cameras.Count == 0 ? e.Message : $"{CameraCheck.PathOf(options, index)}:{nameof(camera.Source)}: {e.Message}");
                }
            return sources;
        }

        // The model that was swapped in last. If it cannot be used any more, the device works with the configured one, and says so.
        (ServingModel?, string?) OpenLast()
        {
            if (SwapFolder.Of(options) is not { } folder || new SwapFiles(folder).Current(options.Model.Path) is not { } pointer) return (null, null);
            try
            {
                var package = ServingModels.Load(options.Model, pointer.Model);
                if (package.Sha256 != pointer.Sha256) throw new ModelException($"{package.ModelPath}: sha256 is {package.Sha256}, {pointer.Sha256} was swapped in.");
                return (ServingModels.Open(package, options), null);
            }
            catch (Exception e) when (e is ModelException or UsageException)
            {
                return (null, $"Model '{pointer.Model}', which was swapped in on {pointer.Since:u}, cannot be used; '{options.Model.Path}' runs instead: {e.Message}");
            }
            catch (EngineMissingException e)
            {
                engine = e;
                return (null, null);
            }
        }

        // Two devices in one folder are a mistake to correct; a disk that cannot be written is none that keeps a device from starting.
        void CheckOutbox()
        {
            try
            {
                if (OutboxFolder.Of(options) is { } folder) SqliteOutbox.CheckFolder(folder);
            }
            catch (OutboxException e)
            {
                if (e.InUse) problems.Add(e.Message);
            }
        }

        void CheckKeys()
        {
            try
            {
                DeviceAudit.KeyOf(options)?.Dispose();
                var keys = DeviceHost.KeysOf(options);
                if (keys != CommandKeys.None) keys.Dispose();
            }
            catch (Exception e) when (e is UsageException or TelemetryFormatException)
            {
                problems.Add(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add($"Commands:KeysFolder: {e.Message} Expected a folder of public keys, or nothing.");
            }
        }

        void CheckPort(string key, int port)
        {
            if (!Ports.IsFree(port))
                problems.Add($"{key}: port {port} on 127.0.0.1 is in use by another program. Stop it ('ss -ltnp | grep {port}' names it) or set another port.");
        }
    }
}
