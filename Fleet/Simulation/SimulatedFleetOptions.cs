namespace SegEdge.Fleet.Simulation;

/// <summary>A fleet that does not exist, and what is wrong with it.</summary>
public sealed record SimulatedFleetOptions
{
    public required int Devices { get; init; }

    public int CamerasPerDevice { get; init; } = 2;

    /// <summary>Flagged frames a second of the whole fleet, on average over the day.</summary>
    public required double Rate { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary><c>site/device/camera</c> with mud on its lens: more flags, smaller margins, worse explanations, fewer confirmed.</summary>
    public string? MudCamera { get; init; }

    /// <summary>A model version that looks at what is beside the thing: its explanations rest on context.</summary>
    public string? ContextVersion { get; init; }

    /// <summary>One version, or an old and a new one that devices change to one after the other.</summary>
    public IReadOnlyList<string> Versions { get; init; } = ["1.4.0", "1.5.0"];

    /// <summary>Share of events that somebody judged.</summary>
    public double Reviewed { get; init; } = 0.08;
}
