namespace SegEdge.Telemetry.Contract;

/// <summary>What is signed in a verdict on <c>review/{eventId}</c>: the payload of a JWS. <c>docs/contract/review.schema.json</c>.</summary>
public sealed record ReviewClaims
{
    /// <summary>The device whose event it is, as <c>site/device</c>.</summary>
    public required string Aud { get; init; }

    public required string EventId { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Iat { get; init; }

    public required string Jti { get; init; }

    public required string User { get; init; }

    public required ReviewVerdict Verdict { get; init; }

    public string? Reason { get; init; }

    /// <summary>The class that a person saw, where it is another one.</summary>
    public string? Class { get; init; }

    /// <summary>What was on the screen when it was decided: names of layers, such as <c>mask</c>.</summary>
    public required IReadOnlyList<string> Shown { get; init; }
}
