using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Whose word ends a record, and who goes when there is no room.</summary>
/// <param name="Confirm">Archive: a record that the broker took stays until a receipt names it. Broker: PUBACK suffices.</param>
public sealed record OutboxRules(ConfirmBy Confirm = ConfirmBy.Broker, OutboxPolicy Policy = OutboxPolicy.Oldest)
{
    public static OutboxRules Default { get; } = new();
}
