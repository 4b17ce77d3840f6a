namespace SegEdge.Explain;

/// <summary>How an explanation's faithfulness is measured.</summary>
public enum JudgeKind
{
    /// <summary>By <see cref="Probe.Fresh"/>: eight passes, and eight for each random control.</summary>
    Certificate,

    /// <summary>By whole insertion and deletion curves: 38 passes at 20 steps, and 19 for each random control.</summary>
    Curves,

    /// <summary>Not at all: every pass goes into the map.</summary>
    None,
}
