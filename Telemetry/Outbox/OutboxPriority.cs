namespace SegEdge.Telemetry;

/// <summary>The order in which records leave; the reverse is the order in which they are given up (telemetry design, section 5).</summary>
public enum OutboxPriority
{
    /// <summary>Gaps and audit: the ledger of what is missing. Never given up.</summary>
    Ledger,
    Alert,
    Review,
    Blob,
}
