namespace SegEdge.Telemetry.Contract;

/// <summary>An event whose records the device shall delete, as far as it holds them. Copies that left are for the archive to delete.</summary>
public sealed record EraseArguments
{
    public required string EventId { get; init; }
}
