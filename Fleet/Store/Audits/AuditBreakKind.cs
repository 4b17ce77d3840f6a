namespace SegEdge.Fleet.Store;

/// <summary>How a chain of audit records does not hold.</summary>
public enum AuditBreakKind
{
    /// <summary>A second record came with this number and other content. The first one stays the record; the bytes of the second one are kept with the break.</summary>
    Rewritten,

    /// <summary>It does not follow the record with the number before it: one of the two was exchanged.</summary>
    Unlinked,

    /// <summary>It begins a chain although its epoch has numbers before it: the device's own copy was removed, or could not be read.</summary>
    Restarted,

    /// <summary>An epoch follows a record that another one follows already: the chain went on twice, as from a copy of the device's disk.</summary>
    Forked,
}
