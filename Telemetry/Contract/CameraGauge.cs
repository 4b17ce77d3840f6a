namespace SegEdge.Telemetry.Contract;

/// <summary>One camera now, and what it did since the start of this process.</summary>
public sealed record CameraGauge
{
    /// <summary>As in <see cref="BirthCamera"/>.</summary>
    public required string Id { get; init; }

    public required CameraLinkState State { get; init; }

    /// <summary>True once restarts did not help: somebody should look after it.</summary>
    public required bool Escalated { get; init; }

    /// <summary>Seconds since its last picture; absent before the first.</summary>
    public double? SilentS { get; init; }

    /// <summary>Streams that came after the first.</summary>
    public required long Reconnects { get; init; }

    /// <summary>Streams given up because nothing came.</summary>
    public required long Stalls { get; init; }

    /// <summary>Attempts after the first, whether or not a picture came of them.</summary>
    public required long Restarts { get; init; }

    /// <summary>Streams given up because what came was no video, or ended in the middle of a picture.</summary>
    public required long Garbage { get; init; }

    /// <summary>Results published although older than the age budget.</summary>
    public required long Stale { get; init; }
}
