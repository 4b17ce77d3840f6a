namespace SegEdge.Telemetry.Contract;

/// <summary>What was blanked before anything was stored.</summary>
public sealed record PrivacyInfo
{
    /// <summary>Nothing was blanked.</summary>
    public static PrivacyInfo None { get; } = new() { Policy = "none", Classes = [], DilatePx = 0 };

    public required string Policy { get; init; }

    /// <summary>Names of the blanked classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Pixels by which the mask was widened first.</summary>
    public required int DilatePx { get; init; }
}
