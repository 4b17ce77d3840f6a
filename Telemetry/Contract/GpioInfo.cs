namespace SegEdge.Telemetry.Contract;

/// <summary>The lines of the machine around the camera.</summary>
public sealed record GpioInfo
{
    /// <summary>The outputs are at their safe levels.</summary>
    public required bool Safe { get; init; }

    /// <summary>Why they are; absent while they are not.</summary>
    public string? Reason { get; init; }

    public required bool EmergencyStop { get; init; }

    /// <summary>Writes that did not read back, and lines that could not be used, since the start.</summary>
    public required long Faults { get; init; }
}
