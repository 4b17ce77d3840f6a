namespace SegEdge.EdgeHost.Configuration;

/// <summary>Who decides over a reboot.</summary>
public enum RebootPolicy
{
    /// <summary>A person.</summary>
    Never,
    /// <summary>The device asks, within its limits.</summary>
    Request,
}
