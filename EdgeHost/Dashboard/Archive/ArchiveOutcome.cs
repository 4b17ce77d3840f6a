namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What became of something offered to the archive.</summary>
public enum ArchiveOutcome
{
    Added,

    /// <summary>Known already: delivery is at least once, so this is usual.</summary>
    Duplicate,

    /// <summary>One part of a blob whose other parts are still missing.</summary>
    Incomplete,

    /// <summary>Malformed, too large, not what its hash promises, or of an event that was erased.</summary>
    Refused,
}
