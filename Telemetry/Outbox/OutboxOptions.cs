using System.ComponentModel.DataAnnotations;

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
}
