using System.Text.Json.Serialization;

namespace SegEdge.Telemetry.Contract;

/// <summary>The index card of one flagged frame. <c>docs/contract/event.schema.json</c>.</summary>
/// <remarks>A draft has no <see cref="Epoch"/> and <see cref="Seq"/>: the outbox stamps them when it takes the event.</remarks>
public sealed record EventMessage
{
    [JsonRequired]
    public string Sv { get; init; } = ContractVersion.Sv;

    /// <summary>ULID; consumers drop what they have seen under it.</summary>
    public required string EventId { get; init; }

    [JsonRequired]
    public string Epoch { get; init; } = "";

    /// <summary>From 1 without holes within an epoch.</summary>
    [JsonRequired]
    public long Seq { get; init; }

    public required string BootId { get; init; }

    public required string Site { get; init; }

    public required string Device { get; init; }

    public required CaptureInfo Capture { get; init; }

    public required FrameInfo Frame { get; init; }

    public required ModelInfo Model { get; init; }

    public required IReadOnlyList<ClassShare> Classes { get; init; }

    /// <summary>The rules that fired, at least one.</summary>
    public required IReadOnlyList<FlagInfo> Flags { get; init; }

    /// <summary>At most 32, the largest first.</summary>
    public required IReadOnlyList<RegionInfo> Regions { get; init; }

    /// <summary>At most 4.</summary>
    public required IReadOnlyList<ExplanationInfo> Explanations { get; init; }

    public required LatencyMs LatencyMs { get; init; }

    /// <summary>In a draft only what is off; the outbox entry adds what it carries.</summary>
    public required IReadOnlyList<BlobInfo> Blobs { get; init; }

    public required PrivacyInfo Privacy { get; init; }

    /// <summary>Absent where the device is not asked to keep clips.</summary>
    public ClipInfo? Clip { get; init; }

    /// <summary>A fresh id, ordered by time as far as the clock is right.</summary>
    public static string NewId(TimeProvider time) => Ulid.NewUlid(time.GetUtcNow()).ToString();
}
