namespace SegEdge.Telemetry.Contract;

/// <summary>When the light fell on the sensor, not when the message left.</summary>
public sealed record CaptureInfo
{
    public required DateTimeOffset Utc { get; init; }

    /// <summary>Monotonic nanoseconds of this boot: orders frames even where the clock jumped.</summary>
    public required long MonoNs { get; init; }

    public required ClockSource Clock { get; init; }

    /// <summary>Estimated error of <see cref="Utc"/> in milliseconds; absent where nobody knows.</summary>
    public double? ErrMs { get; init; }

    /// <summary>True where the camera tells no time, so that this is when its picture was read: the way through network and decoder is missing.
    /// Absent otherwise.</summary>
    public bool? Estimated { get; init; }
}
