using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>What the device says of itself: its birth message, and its health every few seconds.</summary>
internal sealed class DeviceMessages(
    SegEdgeOptions options, DeviceParts parts, IReadOnlyList<DeviceCamera> cameras, PipelineMetrics metrics, CommandState commands, Safeguards guards, TimeProvider time)
{
    private const int MostReason = 512;

    private readonly long _start = time.GetTimestamp();

    public BirthMessage Birth()
    {
        var (package, provider) = parts.Slot!.Current.ServedBy;
        var manyHeads = package.Manifest.Heads.Count > 1;
        return new BirthMessage
        {
            Software = $"segedge {SoftwareVersion.Text}",
            Model = new ModelInfo
            {
                Name = package.Manifest.Name,
                Version = package.Manifest.Version,
                Sha256 = package.Sha256,
                Provider = provider.Name,
                ProviderState = provider.StateName,
                ProviderReason = ReasonOf(provider),
            },
            Signature = package.Seal is { } seal ? new SignatureInfo { KeyId = seal.KeyId, Verified = true } : SignatureInfo.None,
            Classes =
            [
                .. from head in package.Manifest.Heads
                   from c in head.Classes.Select((c, i) => new BirthClass
                   {
                       Index = i, Name = c.Name, Head = manyHeads ? head.Name : null, Color = c.Color.ToLowerInvariant(),
                       Private = c.Private || options.Privacy.Classes.Contains(c.Name),
                   })
                   select c,
            ],
            Cameras = [.. cameras.Select(camera => camera.Birth)],
            FlagRules =
            [
                .. options.EffectiveFlags.Select(rule => new BirthFlagRule
                {
                    Rule = FlagPolicy.NameOf(rule),
                    Threshold = FlagPolicy.ThresholdOf(rule),
                    Severity = rule.Severity == FlagSeverity.Alert ? Severity.Alert : Severity.Review,
                }),
            ],
        };
    }

    public DeviceHealth Health()
    {
        var (fps, p50, p95) = metrics.Recent.Read();
        return new DeviceHealth
        {
            UptimeS = time.GetElapsedTime(_start).TotalSeconds,
            Fps = fps,
            P50Ms = p50 > 0 ? p50 : null,
            P95Ms = p95 > 0 ? p95 : null,
            TempC = guards.Governor?.Reading.HottestC,
            Throttled = guards.Governor is { } governor ? governor.Step > GovernorStep.Full : null,
            Governor = guards.GovernorInfo,
            Gpio = guards.GpioInfo,
            Clock = DeviceClock.Source(),
            Mode = commands.Paused is not null || guards.Throttle.Paused ? DeviceMode.Paused
                : cameras.All(camera => camera.Link.IsStreaming && camera.Counters?.Ended is null) && !parts.Slot!.Current.Model.Provider.IsFallback ? DeviceMode.Normal
                : DeviceMode.Degraded,
            Cameras = [.. cameras.Select(camera => camera.Gauge)],
            ProviderState = parts.Slot!.Current.Model.Provider.StateName,
        };
    }

    /// <summary>As long as the contract lets it be; null where the provider runs that was wanted.</summary>
    public static string? ReasonOf(ProviderChoice provider) =>
        !provider.IsFallback ? null : provider.Reason.Length <= MostReason ? provider.Reason : provider.Reason[..MostReason];
}
