namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>Size and strength of a motion. Equal settings and stills give equal bytes.</summary>
internal sealed record MotionSettings
{
    /// <summary>Of every frame, pixels.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>At least 2: one pair.</summary>
    public int Frames { get; init; } = 34;

    /// <summary>Chooses directions, throws and the patch.</summary>
    public int Seed { get; init; }

    /// <summary>Pan: widths a frame. 0.0125 is 12 pixels of 960, a vehicle's slow turn.</summary>
    public double PanSpeed { get; init; } = 0.0125;

    /// <summary>Pan: how far it goes to each side before it turns back, widths.</summary>
    public double PanReach { get; init; } = 0.12;

    /// <summary>Zoom: growth a frame.</summary>
    public double ZoomSpeed { get; init; } = 0.015;

    /// <summary>Zoom: largest over smallest.</summary>
    public double ZoomReach { get; init; } = 1.35;

    /// <summary>Turn: degrees a frame.</summary>
    public double TurnSpeed { get; init; } = 0.8;

    /// <summary>Turn: to each side, degrees.</summary>
    public double TurnReach { get; init; } = 10;

    /// <summary>Shake: most widths off the middle in x and in y; the angle is up to <see cref="ShakeTurn"/> degrees to each side.</summary>
    public double Shake { get; init; } = 0.01;

    public double ShakeTurn { get; init; } = 0.5;

    /// <summary>Occlusion: side of the square patch, in heights.</summary>
    public double PatchSize { get; init; } = 0.35;

    /// <exception cref="UsageException">A setting is out of range; every problem is named.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        Require(Width is >= 16 and <= 8192, nameof(Width), Width, "16..8192 pixels");
        Require(Height is >= 16 and <= 8192, nameof(Height), Height, "16..8192 pixels");
        Require(Frames is >= 2 and <= 100_000, nameof(Frames), Frames, "2..100000");
        Require(PanSpeed is > 0 and <= 0.5, nameof(PanSpeed), PanSpeed, "above 0, at most 0.5 widths a frame");
        Require(PanReach is > 0 and <= 2, nameof(PanReach), PanReach, "above 0, at most 2 widths");
        Require(ZoomSpeed is > 0 and <= 0.5, nameof(ZoomSpeed), ZoomSpeed, "above 0, at most 0.5 a frame");
        Require(ZoomReach is > 1 and <= 4, nameof(ZoomReach), ZoomReach, "above 1, at most 4");
        Require(TurnSpeed is > 0 and <= 45, nameof(TurnSpeed), TurnSpeed, "above 0, at most 45 degrees a frame");
        Require(TurnReach is > 0 and <= 180, nameof(TurnReach), TurnReach, "above 0, at most 180 degrees");
        Require(Shake is >= 0 and <= 0.5, nameof(Shake), Shake, "0..0.5 widths");
        Require(ShakeTurn is >= 0 and <= 45, nameof(ShakeTurn), ShakeTurn, "0..45 degrees");
        Require(PatchSize is > 0 and <= 1, nameof(PatchSize), PatchSize, "above 0, at most 1 height");
        if (problems.Count > 0) throw new UsageException(problems);

        void Require(bool met, string setting, double found, string allowed)
        {
            if (!met) problems.Add(FormattableString.Invariant($"Motion: '{setting}' is {found}; allowed: {allowed}."));
        }
    }
}
