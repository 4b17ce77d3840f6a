namespace SegEdge.Telemetry;

/// <summary>A folder that cannot hold an outbox: where, why, and what to do.</summary>
/// <param name="inUse">Another process holds it.</param>
public sealed class OutboxException(string message, bool inUse, Exception? inner = null) : Exception(message, inner)
{
    public bool InUse => inUse;
}
