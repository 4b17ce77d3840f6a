namespace SegEdge.Telemetry.Contract;

/// <summary>Retained under <c>connection</c>, and the will. <c>docs/contract/connection.schema.json</c>.</summary>
public sealed record ConnectionMessage
{
    public required ConnectionState State { get; init; }

    public required string BootId { get; init; }

    /// <summary>Counts the attempts to connect in this boot, from 1: a will with a lower number than the last <c>online</c> is
    /// stale.</summary>
    public required long Session { get; init; }

    public required DateTimeOffset Utc { get; init; }
}
