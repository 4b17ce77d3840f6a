namespace SegEdge.Telemetry;

/// <summary>What a full outbox does.</summary>
public enum OutboxPolicy
{
    /// <summary>Gives up what is least urgent, the oldest of it first; a gap names it.</summary>
    Oldest,

    /// <summary>Turns new events away; a gap of reason <c>refused</c> counts them. What waits is given up only when its time is over.</summary>
    Reject,
}
