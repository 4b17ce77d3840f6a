namespace SegEdge.Telemetry.Contract;

/// <summary>One attachment, found under its hash on the blob topic.</summary>
public sealed record BlobInfo
{
    public required BlobKind Kind { get; init; }

    /// <summary>The head a mask belongs to, where a model has several.</summary>
    public string? Head { get; init; }

    /// <summary>64 lower-case hex digits; absent where nothing was made.</summary>
    public string? Sha256 { get; init; }

    public long? Bytes { get; init; }

    /// <summary>Media type.</summary>
    public string? Type { get; init; }

    public required BlobState State { get; init; }
}
