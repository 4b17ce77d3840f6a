namespace SegEdge.Telemetry.Contract;

/// <summary>A camera of this device; its id is the one in event and blob topics.</summary>
public sealed record BirthCamera
{
    public required string Id { get; init; }

    /// <summary>Pixels; absent while the camera has not delivered yet.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }
}
