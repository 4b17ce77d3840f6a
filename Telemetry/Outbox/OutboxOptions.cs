using System.ComponentModel.DataAnnotations;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Where unsent messages wait, and how many of them.</summary>
public sealed record OutboxOptions
{
    /// <summary>"auto": the user's data folder. Absent or empty: in memory, gone with the process.</summary>
    public string? Folder { get; init; } = "auto";

    /// <summary>Bytes of all records, 1 MB to 1 TB; a sixteenth of them, at most 64 MB, is kept for alerts and gaps. 1 GB holds about 50,000
    /// events with mask, heat map and thumbnail.</summary>
    [Range(typeof(long), "1048576", "1099511627776")]
    public long CapBytes { get; init; } = 1L << 30;

    /// <summary>Broker: a record is forgotten once the broker took it, which may still lose it. Archive: once a receipt names it; without a hub that
    /// sends receipts records are sent again and again until they expire.</summary>
    [AllowedValues(ConfirmBy.Broker, ConfirmBy.Archive)]
    public ConfirmBy Confirm { get; init; } = ConfirmBy.Broker;

    /// <summary>What a full outbox does with new events: push out what is least urgent, or turn them away.</summary>
    public OutboxPolicy Policy { get; init; } = OutboxPolicy.Oldest;
}
