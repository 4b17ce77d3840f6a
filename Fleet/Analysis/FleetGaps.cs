namespace SegEdge.Fleet.Analysis;

/// <summary>What is missing, or not as it should be: a report that does not say so claims too much.</summary>
public sealed record FleetGaps
{
    /// <summary>Files that cannot be read, with the reason; what they hold is not in the report.</summary>
    public required IReadOnlyList<string> UnreadableFiles { get; init; }

    /// <summary>Those with most missing numbers first, at most <see cref="MostHoles"/>.</summary>
    public required IReadOnlyList<SeqHole> Holes { get; init; }

    public required long MissingSeqs { get; init; }

    /// <summary>More events than numbers in their range: some are here twice.</summary>
    public required long Repeated { get; init; }

    /// <summary>Received within the time of the report, captured outside of it: late history, or clocks that are wrong.</summary>
    public required long CapturedElsewhen { get; init; }

    /// <summary>By the device's clock captured after the hub had them.</summary>
    public required long CapturedInFuture { get; init; }

    /// <summary>Hours between a camera's first and last in which no event of it is here: it saw nothing, was off, or its events are lost.</summary>
    public required long SilentCameraHours { get; init; }

    public required long SeenCameraHours { get; init; }

    public required long Verdicts { get; init; }

    /// <summary>About events that are not in the report.</summary>
    public required long VerdictsElsewhere { get; init; }

    /// <summary>Explanations that were not computed, or for another frame.</summary>
    public required long NotExplained { get; init; }

    public const int MostHoles = 20;
}
