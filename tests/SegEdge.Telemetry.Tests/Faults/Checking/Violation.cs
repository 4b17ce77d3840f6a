namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>The laws of the telemetry design, section 6.</summary>
internal enum Law
{
    /// <summary>(a) Every acknowledged record arrived or is named in an arrived gap.</summary>
    NothingLost,
    /// <summary>(b) Nothing arrives that was not sent, and nothing in another shape.</summary>
    NoPhantom,
    /// <summary>(c) No number of an epoch and stream is missing without a word.</summary>
    NoHole,
    /// <summary>(c) First arrivals of one priority rise.</summary>
    Order,
    /// <summary>(c) A gap that blames the disk is true.</summary>
    TrueGaps,
    /// <summary>(d) Rows and files return to where they began.</summary>
    Emptied,
}

internal sealed record Violation(Law Law, string What)
{
    public override string ToString() => $"{Law}: {What}";
}
