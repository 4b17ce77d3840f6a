using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet;

/// <summary>What is analysed of one flagged frame. The columns of every store, and of Parquet files, are these names in snake_case.</summary>
/// <remarks>Enumerations of the contract are their wire names.</remarks>
public sealed record FleetEvent
{
    /// <summary>ULID; the key.</summary>
    public required string EventId { get; init; }

    public required string Epoch { get; init; }

    public required long Seq { get; init; }

    public required string Site { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    public required DateTimeOffset CapturedUtc { get; init; }

    /// <summary>When the hub had it: the only clock that all devices share.</summary>
    public required DateTimeOffset ReceivedUtc { get; init; }

    public required string Severity { get; init; }

    /// <summary>Of the flag that weighs most: an alert before a review, the first of those.</summary>
    public required string Rule { get; init; }

    /// <summary>What that flag is about, else the largest region's; null where the flag is about the whole frame and no region was cut out.</summary>
    public string? Class { get; init; }

    public required string Model { get; init; }

    public required string ModelVersion { get; init; }

    public required string ModelSha256 { get; init; }

    public required string Provider { get; init; }

    /// <summary>0..1, of the largest region of <see cref="Class"/>; null where the model gives none.</summary>
    public float? Margin { get; init; }

    /// <summary>Milliseconds from capture to result.</summary>
    public required double TotalMs { get; init; }

    /// <summary>Of the first explanation, as those below; null where there is none.</summary>
    public string? ExplanationStatus { get; init; }

    public string? ExplanationMethod { get; init; }

    public double? Faithfulness { get; init; }

    /// <summary>0..1; the three add up to 1.</summary>
    public float? ShareInside { get; init; }

    public float? ShareBoundary { get; init; }

    public float? ShareContext { get; init; }

    public int? HeatColumns { get; init; }

    public int? HeatRows { get; init; }

    /// <summary>Of the heat map's blob.</summary>
    public string? HeatSha256 { get; init; }

    /// <exception cref="JsonException">A card without a flag.</exception>
    public static FleetEvent Of(EventMessage card, DateTimeOffset received)
    {
        var flag = card.Flags.OrderBy(flag => flag.Severity != Telemetry.Contract.Severity.Alert).FirstOrDefault()
            ?? throw new JsonException($"Event {card.EventId} of {card.Site}/{card.Device}: no flag; expected at least one.");
        var about = flag.Class ?? (card.Regions is [var largest, ..] ? largest.Class : null);
        var explanation = card.Explanations is [var first, ..] ? first : null;
        return new()
        {
            EventId = card.EventId,
            Epoch = card.Epoch,
            Seq = card.Seq,
            Site = card.Site,
            Device = card.Device,
            Camera = card.Frame.Camera,
            CapturedUtc = card.Capture.Utc,
            ReceivedUtc = received,
            Severity = WireNames.NameOf(flag.Severity),
            Rule = flag.Rule,
            Class = about,
            Model = card.Model.Name,
            ModelVersion = card.Model.Version,
            ModelSha256 = card.Model.Sha256,
            Provider = card.Model.Provider,
            Margin = card.Regions.FirstOrDefault(region => region.Class == about)?.Margin,
            TotalMs = card.LatencyMs.Total,
            ExplanationStatus = explanation is null ? null : WireNames.NameOf(explanation.Status),
            ExplanationMethod = explanation?.Method,
            Faithfulness = explanation?.Faithfulness?.Score,
            ShareInside = explanation?.Shares?.Inside,
            ShareBoundary = explanation?.Shares?.Boundary,
            ShareContext = explanation?.Shares?.Context,
            HeatColumns = explanation?.Cells?.W,
            HeatRows = explanation?.Cells?.H,
            HeatSha256 = explanation?.Heat,
        };
    }
}
