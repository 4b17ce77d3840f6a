using System.Security.Cryptography;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Control;

/// <summary>What the device itself has to say in the audit chain: start and stop, model, settings, and its signature.</summary>
internal sealed partial class DeviceAudit(AuditTrail trail, SegEdgeOptions options, IConfiguration configuration, SegmentationModel model, string bootId, ILogger log)
    : IDisposable
{
    private const string Device = "device";
    private static readonly TimeSpan SignEvery = TimeSpan.FromDays(1);

    private readonly ECDsa? _key = KeyOf(options);

    /// <summary>Opens the device's own copy of the chain beside its outbox; null where there is no folder, or none that can be used.</summary>
    public static AuditFile? OpenFile(SegEdgeOptions options, ILogger log)
    {
        try { return OutboxFolder.Of(options) is { } folder ? new AuditFile(folder) : null; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TelemetryFormatException)
        {
            LogNoFile(log, e.Message);
            return null;
        }
    }

    /// <exception cref="UsageException">The file holds no private key on P-256; names it.</exception>
    public static ECDsa? KeyOf(SegEdgeOptions options)
    {
        if (options.Audit.HeadKeyFile is not { Length: > 0 } file) return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return key;
            throw new CryptographicException("it is on another curve.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new UsageException($"Audit:HeadKeyFile: '{file}': {e.Message} Expected the device's private key on P-256 in PEM.");
        }
    }

    public async Task StartedAsync()
    {
        var found = trail.Problem is { } problem ? $"; the chain was found broken: {problem}" : "";
        await trail.WriteAsync(Device, AuditAction.Start, $"segedge {SoftwareVersion.Text}", $"boot {bootId}{found}").ConfigureAwait(false);
        var manifest = model.Package.Manifest;
        await trail.WriteAsync(Device, AuditAction.ModelLoaded, $"{manifest.Name} {manifest.Version}",
            $"sha256 {model.Package.Sha256}, provider {model.Provider.Name}").ConfigureAwait(false);
        await trail.WriteAsync(Device, AuditAction.Config, "settings", $"sha256 {SettingsHash.Of(configuration)}").ConfigureAwait(false);
    }

    /// <summary>Another model serves, or was not taken.</summary>
    public Task SwapAskedAsync(string asked, bool accepted, string message) =>
        trail.WriteAsync("local", accepted ? AuditAction.ModelLoaded : AuditAction.CommandRefused, asked, message);

    public Task StoppedAsync() => trail.WriteAsync(Device, AuditAction.Stop, $"segedge {SoftwareVersion.Text}", $"boot {bootId}");

    /// <summary>Signs the chain now and once a day, until cancelled; ends at once without a key.</summary>
    public async Task SignAsync(CancellationToken stopping)
    {
        if (_key is null) return;
        try
        {
            using var timer = new PeriodicTimer(SignEvery);
            do await trail.SignHeadAsync(_key, options.Device.EffectiveName).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) { } // expected: shutdown
        catch (Exception e) when (e is CryptographicException or ObjectDisposedException) { LogNotSigned(log, e.Message); }
    }

    public void Dispose() => _key?.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "No copy of the audit chain stays on this device: {Problem}")]
    private static partial void LogNoFile(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit chain was not signed: {Problem}")]
    private static partial void LogNotSigned(ILogger log, string problem);
}
