using System.Text.Json.Nodes;

namespace SegEdge.Telemetry.Contract;

/// <summary>Why the model said so, or why that is not known.</summary>
public sealed record ExplanationInfo
{
    public required ExplanationStatus Status { get; init; }

    /// <summary>Required unless <see cref="Status"/> is ok.</summary>
    public string? Reason { get; init; }

    public string? Method { get; init; }

    /// <summary>The method's settings, enough to repeat it.</summary>
    public JsonObject? Params { get; init; }

    public ExplanationTarget? Target { get; init; }

    public GridSize? Cells { get; init; }

    /// <summary>Where the map lies in the frame.</summary>
    public PixelRect? Rect { get; init; }

    /// <summary>Range of the map's own values, equal to the heat blob's; signed methods keep their sign.</summary>
    public float? Min { get; init; }

    public float? Max { get; init; }

    public ExplanationShares? Shares { get; init; }

    public FaithfulnessInfo? Faithfulness { get; init; }

    public MapAge? Age { get; init; }

    /// <summary>What the explanation cost, in runs of the model; a gradient counts as three.</summary>
    public int? Queries { get; init; }

    /// <summary>SHA-256 of the heat blob.</summary>
    public string? Heat { get; init; }
}
