using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline.Flags;

/// <summary>One rule that makes a frame worth keeping, explaining and publishing.</summary>
public sealed record FlagRuleOptions
{
    /// <summary>As operators read it, e.g. "weed patch"; the kind's own name if absent.</summary>
    public string? Name { get; init; }

    public FlagRuleKind Kind { get; init; }

    public FlagSeverity Severity { get; init; } = FlagSeverity.Review;

    /// <summary>Name of the class, for the rules that watch one.</summary>
    public string? Class { get; init; }

    /// <summary>Name of the head; the first that has the class, or the first of all, if absent.</summary>
    public string? Head { get; init; }

    /// <summary>Region of interest as shares of the picture, 0..1: left, top, width, height. The whole picture if absent.</summary>
    public IReadOnlyList<float>? Roi { get; init; }

    /// <summary>The bound that the value must pass: an area share for lowMargin, classArea, appears and disappears, a pixel share for flicker.</summary>
    [Range(0.0, 1.0)]
    public float Bound { get; init; } = 0.05f;

    /// <summary>For lowMargin: pixels count as uncertain below this margin, in nats (1 = the best class is 2.7 times as likely as the second).</summary>
    [Range(0.0, 100.0)]
    public float MarginBelow { get; init; } = 1;

    /// <summary>For everyNth: how many frames from one audit frame to the next.</summary>
    [Range(1, int.MaxValue)]
    public int Every { get; init; } = 1000;

    /// <summary>Consecutive segmented frames for which the rule must hold before it flags.</summary>
    [Range(1, 10_000)]
    public int HoldFrames { get; init; } = 2;

    /// <summary>Seconds of capture time for which it then keeps silent about the same track; appears is silent for as long as it is seen.</summary>
    [Range(0.0, 86_400.0)]
    public double QuietSeconds { get; init; } = 10;
}

/// <summary>What a rule watches.</summary>
public enum FlagRuleKind
{
    /// <summary>Much of the region of interest is nearly undecided between two classes.</summary>
    LowMargin,

    /// <summary>A class covers more of the region of interest than the bound.</summary>
    ClassArea,

    /// <summary>A region of the class that was not there before.</summary>
    Appears,

    /// <summary>A class that covered at least the bound is gone.</summary>
    Disappears,

    /// <summary>Pixels change their class and change it back from frame to frame.</summary>
    Flicker,

    /// <summary>Every n-th frame, so that also quiet times are audited.</summary>
    EveryNth,

    /// <summary>Somebody asked from outside.</summary>
    Trigger,
}

/// <summary>How soon a person should look.</summary>
public enum FlagSeverity
{
    Review,
    Alert,
}
