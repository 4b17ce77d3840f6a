namespace SegEdge.Telemetry.Contract;

/// <summary>A lease of the live masks of one camera. 0 seconds end it.</summary>
public sealed record LiveArguments
{
    public required string Camera { get; init; }

    public required int Seconds { get; init; }

    /// <summary>A viewer that died must not cost a mobile link for long; who still looks asks again.</summary>
    public const int MostSeconds = 300;
}
