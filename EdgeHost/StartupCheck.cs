using SegEdge.Camera;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.EdgeHost.Gpio;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Security;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost;

/// <summary>Opens everything that a run needs, and lists all that cannot be opened at once, not only the first.</summary>
internal static class StartupCheck
{
    /// <param name="found">Problems of the configuration itself, listed with the rest.</param>
    /// <returns>The opened parts, which the run uses: what was checked is what runs.</returns>
    /// <exception cref="UsageException">Every problem.</exception>
    /// <param name="withHardware">False: camera, GPIO, ports and the outbox are left alone, for a configuration of another machine or beside a running device; what is returned then cannot run.</param>
    public static DeviceParts Run(SegEdgeOptions options, IReadOnlyList<string> found, bool withHardware = true)
    {
        var problems = new List<string>(found);
        var package = Try(() => OpenModel(options.Model));
        var warnings = SecurityCheck.Run(options, package?.Manifest, problems);
        problems.AddRange(GovernorLadder.Check(options.Thermal));
        string[] lineProblems = [.. GpioCheck.Find(options)];
        problems.AddRange(lineProblems);
        var parts = new DeviceParts
        {
            // Before anything that takes time: outputs are safe from here on.
            Gpio = options.Gpio.Enabled && withHardware && lineProblems.Length == 0 ? Try(() => new GpioLines(options.Gpio, LibGpiodChips.OfThisMachine)) : null,
            Warnings = warnings,
            Source = !withHardware ? null : Try(() => Sources.Open(options.Camera, live: true, options.Pipeline.MaxFrames)),
            Model = package is null ? null : Try(() => new SegmentationModel(package, options.Model.Runtime)),
            Policy = package is null ? null : Try(() => new FlagPolicy(options.EffectiveFlags, package.Manifest)),
            Privacy = package is null ? null : Try(() => new PrivateAreas(options.Privacy, package.Manifest)),
            Lane = package is null || !options.Explain.Enabled ? null : Try(() => WarmLane(package, options)),
        };
        if (withHardware)
        {
            CheckPort("Dashboard:Port", options.Dashboard.Port);
            if (options.Broker.Embedded) CheckPort("Broker:Port", options.Broker.Port);
            CheckOutbox();
        }
        CheckKeys();
        if (problems.Count == 0) return parts;

        parts.Dispose();
        throw new UsageException([.. problems.Distinct()]);

        T? Try<T>(Func<T> open) where T : class
        {
            try
            {
                return open();
            }
            catch (Exception e) when (e is ModelException or CameraException or ExplainException or GpioException or UsageException)
            {
                problems.AddRange(e is ModelException model ? model.Problems : [e.Message]);
                return null;
            }
        }

        static ModelPackage OpenModel(ModelOptions model)
        {
            var package = new ModelCatalog().Open(model.Path, TrustedKeys.Of(model.Trust));
            if (model.Trust.RequireSignature) TrustedKeys.Revisions.Check(package.Seal!);
            return package;
        }

        static ExplanationLane WarmLane(ModelPackage package, SegEdgeOptions options)
        {
            var lane = new ExplanationLane(package, options.Model.Runtime, ExplanationLane.OptionsOf(options.Explain), TimeProvider.System, options.Explain.Streaming);
            try
            {
                lane.WarmUp();
                return lane;
            }
            catch
            {
                lane.Dispose();
                throw;
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
