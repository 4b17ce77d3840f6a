namespace SegEdge.EdgeHost.Doctor;

/// <summary>How a check came out.</summary>
internal enum Verdict
{
    Good,
    /// <summary>The device would run, and not as well as it could.</summary>
    Unwise,
    /// <summary>The device would not run, or not do what it is set to do.</summary>
    Bad,
    /// <summary>Nothing to look at: it is off, or this machine has none.</summary>
    Unused,
}
