using System.Globalization;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>From what a device said to how it is: with reasons, and unknown where it said nothing.</summary>
internal static class DeviceJudge
{
    /// <summary>A device says its state every few seconds, and a hub keeps one every 10 s.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    // Longer than a reconnect with its back-off.
    private const double OldRecordS = 600;

    /// <param name="auditBreaks">Places where its audit chain does not hold; a device that is off or silent is not cleared of them.</param>
    public static (string Health, IReadOnlyList<string> Reasons) Of(DeviceReports reports, DeviceLedger? ledger, int auditBreaks, DateTimeOffset now)
    {
        var (health, reasons) = Of(reports, ledger, now);
        if (auditBreaks == 0) return (health, reasons);
        var broken = string.Create(CultureInfo.InvariantCulture, $"Its audit chain is broken, {auditBreaks} {(auditBreaks == 1 ? "finding" : "findings")}.");
        return (health == "healthy" ? "degraded" : health, [.. reasons, broken]);
    }

    private static (string Health, IReadOnlyList<string> Reasons) Of(DeviceReports reports, DeviceLedger? ledger, DateTimeOffset now)
    {
        var link = reports.Connection?.Message.State;
        if (link == ConnectionState.Broken) return ("unhealthy", ["The link ended without a farewell."]);
        if (link is ConnectionState.Offline or ConnectionState.Hibernating) return ("off", [link == ConnectionState.Offline ? "Left on purpose." : "Hibernates."]);
        if (reports.State is not { } state) return ("unknown", ["It never said its state."]);
        List<string> reasons = [];
        if (now - state.ReceivedUtc > Silence) return ("unknown", [$"Silent since {state.ReceivedUtc.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; what is shown is from then."]);
        if (link == ConnectionState.Degraded) reasons.Add("Says that its link is degraded.");
        if (state.Message.Mode != DeviceMode.Normal) reasons.Add($"Its mode is '{WireNames.NameOf(state.Message.Mode)}'.");
        if (state.Message.Throttled == true) reasons.Add(Temperature("Slowed down by its own heat", state.Message.TempC));
        if (state.Message.Outbox.OldestS > OldRecordS) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"Its oldest unsent record waits for {state.Message.Outbox.OldestS / 60:0} min."));
        if (ledger is { Unanswered: > 0 }) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{ledger.Unanswered} records are missing that nobody explained."));
        return (reasons.Count == 0 ? "healthy" : "degraded", reasons);
    }

    public static DeviceLedger? LedgerOf(IEnumerable<SequenceStatus> sequences, StreamKind stream)
    {
        var ofStream = sequences.Where(one => one.Key.Stream == stream).OrderBy(one => one.Key.Epoch, StringComparer.Ordinal).ToArray();
        // Epochs are ULIDs: the last one is the newest.
        return ofStream is [.., var newest]
            ? new(WireNames.NameOf(stream), newest.Key.Epoch, newest.CompleteTo, newest.Highest, ofStream.Sum(one => one.NamedLost), ofStream.Sum(one => one.Unanswered),
                ofStream.Sum(one => one.Holes.Sum(hole => hole.To - hole.From + 1)))
            : null;
    }

    private static string Temperature(string what, double? celsius) => celsius is { } c ? string.Create(CultureInfo.InvariantCulture, $"{what}, at {c:0} °C.") : $"{what}.";
}
