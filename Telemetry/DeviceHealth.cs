using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The host's half of <see cref="StateMessage"/>: what it can measure now. Null where it cannot, never a guess.</summary>
public sealed record DeviceHealth
{
    public required double UptimeS { get; init; }

    public required double Fps { get; init; }

    public double? P50Ms { get; init; }

    public double? P95Ms { get; init; }

    public double? TempC { get; init; }

    public bool? Throttled { get; init; }

    public GovernorInfo? Governor { get; init; }

    public GpioInfo? Gpio { get; init; }

    public double? GpuMb { get; init; }

    public required ClockSource Clock { get; init; }

    public required DeviceMode Mode { get; init; }

    /// <summary>Absent where the host has nothing to say of its cameras.</summary>
    public IReadOnlyList<CameraGauge>? Cameras { get; init; }

    /// <summary>As <see cref="ModelInfo.ProviderState"/>.</summary>
    public string? ProviderState { get; init; }
}
