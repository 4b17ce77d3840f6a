namespace SegEdge.Telemetry.Contract;

/// <summary>One decision in a chain that no record can leave unnoticed. <c>docs/contract/audit.schema.json</c>.</summary>
/// <remarks>The hash covers the record's bytes as they are written, without the hash itself, which is always the last member.</remarks>
public sealed record AuditMessage
{
    /// <summary>From 1 without holes within an epoch.</summary>
    public required long Seq { get; init; }

    public required string Epoch { get; init; }

    public required DateTimeOffset Utc { get; init; }

    /// <summary>Who did it: <c>device</c>, or <c>key:</c> and the id of the key that signed the command.</summary>
    public required string Actor { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>What it was done to: a model, a setting, a command.</summary>
    public required string Subject { get; init; }

    /// <summary>For a person and for later proof: versions, hashes, reasons. At most 1 kB.</summary>
    public string? Detail { get; init; }

    /// <summary>The hash of the record before, also over restarts and epochs; 64 zeros before the first.</summary>
    public required string PrevHash { get; init; }

    public required string Hash { get; init; }
}
