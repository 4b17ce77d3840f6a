using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Which of a device's audit records belong to events: a part of the chain without a break, since one with breaks proves nothing.</summary>
internal static class AuditPart
{
    /// <param name="chain">Of one epoch, in the order of their numbers.</param>
    /// <param name="cards">Of that epoch.</param>
    /// <returns>From the start under which the first event was made (with the model, settings and mode that it brought) to the first record and the first signature behind
    /// the last event, and on to the last record that names one of them.</returns>
    public static IReadOnlyList<ArchivedAudit> Of(IReadOnlyList<ArchivedAudit> chain, IReadOnlyCollection<EventMessage> cards)
    {
        var (first, last) = (cards.Min(card => card.Capture.Utc), cards.Max(card => card.Capture.Utc));
        var ids = cards.Select(card => card.EventId).ToArray();
        var (from, firstBehind, firstSigned, lastNaming) = (0, -1, -1, -1);
        for (var i = 0; i < chain.Count; i++)
        {
            var record = chain[i].Record;
            if (record.Action == AuditAction.Start && record.Utc <= first) from = i;
            if (record.Utc > last)
            {
                if (firstBehind < 0) firstBehind = i;
                if (firstSigned < 0 && record.Action == AuditAction.Head) firstSigned = i;
            }

            if (ids.Any(id => Names(record.Subject, id) || Names(record.Detail, id))) lastNaming = i;
        }

        var to = firstBehind < 0 ? chain.Count - 1 : Math.Max(firstBehind, Math.Max(firstSigned, lastNaming));
        return [.. chain.Take(to + 1).Skip(from)];
    }

    private static bool Names(string? text, string id) => text?.Contains(id, StringComparison.Ordinal) == true;
}
