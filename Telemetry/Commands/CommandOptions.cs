using System.ComponentModel.DataAnnotations;

namespace SegEdge.Telemetry;

/// <summary>Who may command the device, and for how long a command may be on its way.</summary>
public sealed record CommandOptions
{
    /// <summary>Folder of public keys, <c>{key id}.pem</c>, each on P-256. Absent or empty: every command is refused.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>From signing to running, and of the message in the broker.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromSeconds(30);
}
