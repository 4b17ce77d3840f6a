namespace SegEdge.Telemetry.Contract;

/// <summary>Whose signature the model carries and whether it was checked before loading.</summary>
public sealed record SignatureInfo
{
    /// <summary>No signature was checked.</summary>
    public static SignatureInfo None { get; } = new() { Verified = false };

    public string? KeyId { get; init; }

    public required bool Verified { get; init; }
}
