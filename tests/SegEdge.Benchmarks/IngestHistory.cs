using System.Security.Cryptography;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Benchmarks;

/// <summary>What is in a store, held against what the broker took by the checker of the outbox's fault tests: nothing lost, nothing that was not sent, no byte changed, no
/// hole. Of order a store knows nothing.</summary>
internal static class IngestHistory
{
    public static async Task<string> CheckAsync(IngestJournal journal, IFleetStore store)
    {
        List<Attempt> attempts = [];
        List<Arrival> arrivals = [];
        foreach (var (epoch, seq, eventId, card, blobs) in journal.Read())
        {
            attempts.Add(new(eventId, OutboxPriority.Review, blobs, (_, _, _) => card) { Receipt = new(epoch, seq, blobs.Length) });
            foreach (var sha256 in blobs)
                if (await store.BlobAsync(sha256) is { } blob) arrivals.Add(new BlobArrival(epoch, seq, eventId, sha256, HashOf(blob.Body.Span)));
        }

        for (string? next = null; ;)
        {
            var page = await store.EventsAsync(EventFilter.All, next, 1000);
            arrivals.AddRange(page.Events.Select(one => new EventArrival(one.Row.Epoch, one.Row.Seq, one.Row.EventId, HashOf(one.Card.Span))));
            if ((next = page.Next) is null) break;
        }

        var violations = HistoryChecker.Check(new(attempts, arrivals) { BrokerRefused = true });
        return violations.Count == 0
            ? $"history: {attempts.Count:N0} events and {arrivals.Count - attempts.Count:N0} blobs are there, byte for byte, and nothing else"
            : $"history: {violations.Count:N0} violations. {string.Join("; ", violations.Take(5))}";
    }

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
