namespace SegEdge.Camera.Simulation;

/// <summary>A simulated field camera. Equal options give equal pictures.</summary>
public sealed record SimulationOptions
{
    public int Width { get; init; } = 960;

    public int Height { get; init; } = 540;

    public double FramesPerSecond { get; init; } = 30;

    /// <summary>Chooses the field, its plants, the weather and the camera. Seeds from 900000 on are reserved for evaluation: the bundled
    /// model never saw one of them in training.</summary>
    public long Seed { get; init; } = 900_000;

    public FieldScript Script { get; init; } = FieldScript.Default;

    /// <summary>null: the plain field. Otherwise a close view of soil, crop and weeds that look alike, with marker sticks or without: ground truth
    /// for explanations, since it is known what a model trained on it can have gone by.</summary>
    public MarkerSticks? Sticks { get; init; }

    /// <summary>Live keeps time and skips what a slow reader missed; File hands out every frame.</summary>
    public SourceKind Mode { get; init; } = SourceKind.Live;

    /// <summary>The source ends after so many frame numbers; null = never.</summary>
    public long? FrameCount { get; init; }

    /// <exception cref="CameraException">An option is out of range; the message names it, the value and what is allowed.</exception>
    public void Validate()
    {
        // 64: below, leaves are smaller than a pixel. 8192: a tile of memory per plant and distance grows with the square.
        Require(Width is >= 64 and <= 8192, nameof(Width), Width, "64..8192 pixels");
        Require(Height is >= 64 and <= 8192, nameof(Height), Height, "64..8192 pixels");
        Require(FramesPerSecond is > 0 and <= 1000, nameof(FramesPerSecond), FramesPerSecond, "above 0, at most 1000");
        Require(FrameCount is null or > 0, nameof(FrameCount), FrameCount, "at least 1, or none for an endless source");
    }

    private static void Require(bool met, string option, object? found, string allowed)
    {
        if (!met) throw new CameraException($"Simulated camera: '{option}' is {found}; allowed: {allowed}.");
    }
}
