namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>One run as seen from outside: what callers were told, and what a consumer got.</summary>
/// <param name="Arrivals">In the order in which they came.</param>
internal sealed record History(IReadOnlyList<Attempt> Attempts, IReadOnlyList<Arrival> Arrivals)
{
    /// <summary>The test damaged or removed files. Else no gap may say that the disk lost something.</summary>
    public bool DiskWasHarmed { get; init; }

    /// <summary>The broker put records back, refused them for good, or forgot them, so that later ones may have overtaken them.</summary>
    public bool BrokerRefused { get; init; }

    /// <summary>Null where the run does not end in an empty outbox.</summary>
    public Ending? End { get; init; }
}

/// <summary>The outbox after its last record was confirmed and its files closed.</summary>
/// <param name="EventSeq">The last number it gave in <paramref name="Epoch"/>.</param>
/// <param name="BaselineBytes">What the files may hold: those of a new outbox, and the room that is kept for what comes next.</param>
internal sealed record Ending(string Epoch, long EventSeq, long GapSeq, long Rows, long Bytes, long BaselineBytes);
