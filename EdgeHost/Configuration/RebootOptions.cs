using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Whether a device that hangs again and again may ask for a reboot of its machine.</summary>
public sealed record RebootOptions
{
    public RebootPolicy Policy { get; init; }

    /// <summary>Hangs within an hour after which a reboot is asked for.</summary>
    [Range(1, 100)]
    public int AfterTrips { get; init; } = 3;

    /// <summary>Reboots asked for within 24 hours, kept on disk.</summary>
    [Range(1, 24)]
    public int DailyLimit { get; init; } = 1;

    /// <summary>Written to ask; deploy/jetson/segedge-reboot.path waits for it, so that the device itself needs no right to reboot.</summary>
    [Required]
    public string RequestFile { get; init; } = "/run/segedge/reboot-request";
}
