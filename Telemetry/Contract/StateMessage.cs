namespace SegEdge.Telemetry.Contract;

/// <summary>Health, every few seconds, never stored. <c>docs/contract/state.schema.json</c>.</summary>
public sealed record StateMessage
{
    public required double UptimeS { get; init; }

    public required double Fps { get; init; }

    /// <summary>Median and 95th percentile of capture to result, in milliseconds; absent before the first frame.</summary>
    public double? P50Ms { get; init; }

    public double? P95Ms { get; init; }

    /// <summary>Degrees Celsius of the hottest zone; absent where no sensor can be read.</summary>
    public double? TempC { get; init; }

    public bool? Throttled { get; init; }

    /// <summary>Absent where it is off.</summary>
    public GovernorInfo? Governor { get; init; }

    /// <summary>Absent where no line is used.</summary>
    public GpioInfo? Gpio { get; init; }

    public double? GpuMb { get; init; }

    public required ClockSource Clock { get; init; }

    public required DeviceMode Mode { get; init; }

    /// <summary>As <see cref="ModelInfo.ProviderState"/>.</summary>
    public string? ProviderState { get; init; }

    public required OutboxGauge Outbox { get; init; }

    public required LastSeq LastSeq { get; init; }

    public required StateCounters Counters { get; init; }

    /// <summary>Those of <c>birth</c>.</summary>
    public IReadOnlyList<CameraGauge>? Cameras { get; init; }

    /// <summary>The host's half and the outbox's half of one message.</summary>
    public static StateMessage From(DeviceHealth health, OutboxSnapshot outbox, long reconnects, long liveDropped = 0) => new()
    {
        UptimeS = health.UptimeS,
        Fps = health.Fps,
        P50Ms = health.P50Ms,
        P95Ms = health.P95Ms,
        TempC = health.TempC,
        Throttled = health.Throttled,
        Governor = health.Governor,
        Gpio = health.Gpio,
        GpuMb = health.GpuMb,
        Clock = health.Clock,
        Mode = health.Mode,
        Cameras = health.Cameras,
        ProviderState = health.ProviderState,
        Outbox = new() { Rows = outbox.Rows, Bytes = outbox.Bytes, OldestS = outbox.Oldest.TotalSeconds, Inflight = outbox.Inflight },
        LastSeq = new() { Event = outbox.LastEventSeq, Gap = outbox.LastGapSeq, Audit = outbox.LastAuditSeq },
        Counters = new()
        {
            Evicted = outbox.Evicted,
            Expired = outbox.Expired,
            Quarantined = outbox.Quarantined,
            Refused = outbox.Refused,
            LiveDropped = liveDropped,
            Reconnects = reconnects,
        },
    };
}
