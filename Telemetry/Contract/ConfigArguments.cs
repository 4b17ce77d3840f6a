namespace SegEdge.Telemetry.Contract;

/// <summary>Settings that a device changes while it runs, until its next start. All others are for its configuration file.</summary>
public sealed record ConfigArguments
{
    /// <summary>Seconds between two <c>state</c> messages, 1 to 600.</summary>
    public double? StateEveryS { get; init; }
}
