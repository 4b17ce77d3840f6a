namespace SegEdge.Fleet.Analysis;

/// <summary>What counts as low, as mostly, and as worth a person's time.</summary>
public sealed record AnalysisOptions
{
    /// <summary>By capture time; null is from the first.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not in it; null is to the last.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A slice is judged from so many events on, of those that the measure is about.</summary>
    public int MinCount { get; init; } = 30;

    /// <summary>0..1: the contract's margin of two classes whose log-odds are 0.2 nats apart.</summary>
    public double LowMargin { get; init; } = 0.1;

    /// <summary>An explanation rests mostly on context where more than this share of it does.</summary>
    public double MostlyContext { get; init; } = 0.5;

    /// <summary>A share must be so far above the fleet's, interval against interval: less is true somewhere in every large fleet and helps nobody.</summary>
    public double ShareMargin { get; init; } = 0.05;

    /// <summary>A rate must be so many times the fleet's, interval against interval.</summary>
    public double RateMargin { get; init; } = 1.5;

    /// <summary>Of naming any slice of a healthy fleet, over all slices and measures together.</summary>
    public double FamilyError { get; init; } = 0.05;

    /// <summary>More are not looked for: who has so many has another problem.</summary>
    public int MostSpots { get; init; } = 25;
}
