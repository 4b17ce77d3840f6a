using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet;
using SegEdge.Fleet.Export;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>A queue as a table, a line an event.</summary>
internal static class EventCsv
{
    private static readonly string[] Columns =
    [
        "eventId", "capturedUtc", "clock", "receivedUtc", "site", "device", "camera", "frame", "severity", "rule", "rules", "class", "regions", "margin", "model", "modelVersion", "modelSha256", "provider",
        "explanationStatus", "explanationReason", "explanationMethod", "faithfulness", "faithful", "shareInside", "shareBoundary", "shareContext", "totalMs",
        "reviewed", "verdict", "verdictReason", "verdictClass", "verdictUser", "verdictUtc", "blobsHere",
    ];

    public static string Head()
    {
        var line = new CsvLine();
        foreach (var column in Columns) line.Add(column);
        return line.End();
    }

    /// <returns>Null where the card is none of the contract's.</returns>
    public static string? Of(ArchivedEvent item, string? user)
    {
        if (ExportedFrame.Of(item) is not { Card: var card } || card.Flags.Count == 0) return null;
        var row = FleetEvent.Of(card, item.ReceivedUtc);
        var line = new CsvLine().Add(row.EventId).Add((DateTimeOffset?)row.CapturedUtc).Add(WireNames.NameOf(card.Capture.Clock)).Add((DateTimeOffset?)row.ReceivedUtc)
            .Add(row.Site).Add(row.Device).Add(row.Camera).Add(card.Frame.Number).Add(row.Severity).Add(row.Rule).Add(string.Join(' ', card.Flags.Select(flag => flag.Rule))).Add(row.Class)
            .Add(card.Regions.Count).Add(row.Margin).Add(row.Model).Add(row.ModelVersion).Add(row.ModelSha256).Add(row.Provider);
        var explanation = card.Explanations is [var first, ..] ? first : null;
        line.Add(row.ExplanationStatus).Add(explanation?.Reason).Add(row.ExplanationMethod).Add(row.Faithfulness).Add(explanation?.Faithfulness?.Pass)
            .Add(row.ShareInside).Add(row.ShareBoundary).Add(row.ShareContext).Add((double?)row.TotalMs);
        // As on the page: who is asked for a second look is not told what the first one said.
        var verdict = item.Review?.IsBlindFor(user) == true ? null : item.Review?.Standing.LastOrDefault();
        return line.Add(item.Review?.IsReviewed).Add(verdict?.Verdict).Add(verdict?.Reason).Add(verdict?.Class).Add(verdict?.User).Add(verdict?.Utc).Add(item.BlobsHere.Count).End();
    }
}
