using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline;

/// <summary>The lane that explains flagged frames.</summary>
public sealed record ExplanationOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>"occlusion" or "rise".</summary>
    [RegularExpression("occlusion|rise")]
    public string Method { get; init; } = "occlusion";

    /// <summary>Forward passes for one explanation, with its references and metrics.</summary>
    [Range(8, 100_000)]
    public int Passes { get; init; } = 160;

    /// <summary>Time for one explanation. What does not fit is left out, and the event says so.</summary>
    [Range(100, 600_000)]
    public int Milliseconds { get; init; } = 15_000;

    /// <summary>Of the random masks and references: the same seed gives the same map.</summary>
    public long Seed { get; init; }
}
