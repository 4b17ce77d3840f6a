namespace SegEdge.Fleet.Analysis;

/// <summary>What a fleet's events come to: everything that the search for weak spots reads.</summary>
public sealed record FleetCounts
{
    /// <summary>What stands for the class of an event that is about the whole frame.</summary>
    public const string WholeFrame = "(whole frame)";

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary><c>site/device/camera</c>.</summary>
    public required IReadOnlyList<string> Cameras { get; init; }

    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Model and version.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    public required FleetCell[] Cells { get; init; }

    public required CameraHours[] Exposure { get; init; }

    /// <summary>By <see cref="Measure"/>: how many times more than by chance the counts of one camera vary from hour to hour; 1 or more.</summary>
    public required double[] Dispersion { get; init; }

    public Tally Total => Cells.Aggregate(new Tally(), (sum, cell) => sum + cell.Tally);
}
