namespace SegEdge.Explain;

/// <summary>How far an explanation may be believed.</summary>
public enum ExplainStatus
{
    /// <summary>There is a map. Its faithfulness was measured and passed, or could not be measured within the
    /// limits: see the result.</summary>
    Ok,

    /// <summary>There is a map, made for an earlier frame and not measured on this one.</summary>
    Stale,

    /// <summary>There is a map and a reason not to rely on it.</summary>
    Untrusted,

    /// <summary>There is no map, and a reason.</summary>
    Skipped,
}
