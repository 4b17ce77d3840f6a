using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>One line of the table in <c>docs/reliability.md</c>.</summary>
/// <param name="Cycles">How often the fault was brought about.</param>
internal sealed record FaultTally(string Fault, int Cycles, int Seed, History History, IReadOnlyList<Violation> Violations)
{
    private readonly Lazy<Counts> _counts = new(() => Count(History));

    public Counts Records => _counts.Value;

    public static FaultTally Of(string fault, int cycles, int seed, History history) =>
        new(fault, cycles, seed, history, HistoryChecker.Check(history));

    /// <summary>For the message of a failing test.</summary>
    public string Explain() => $"{Fault}, seed {Seed}: {Violations.Count} violations\n{string.Join('\n', Violations.Take(20))}\n{Records}";

    private static Counts Count(History history)
    {
        var gaps = new GapLedger(history.Arrivals);
        var events = history.Arrivals.OfType<EventArrival>().Select(card => card.EventId).ToHashSet();
        var blobs = history.Arrivals.OfType<BlobArrival>().Select(blob => (blob.EventId, blob.Sha256)).ToHashSet();
        var counts = new Counts { Gaps = gaps.All.Count, Duplicates = history.Arrivals.Count(arrival => arrival is not PartArrival) - events.Count - blobs.Count - gaps.All.Count };
        foreach (var attempt in history.Attempts)
        {
            if (attempt.Refused) counts.Refused++;
            if (attempt.Receipt is not { } receipt) continue;
            counts.Events++;
            if (events.Contains(attempt.EventId)) counts.EventsArrived++;
            else if (gaps.Names(StreamKind.Event, receipt.Epoch, receipt.Seq)) counts.EventsNamed++;
            foreach (var sha256 in attempt.Blobs.Take(receipt.Kept))
            {
                counts.Blobs++;
                if (blobs.Contains((attempt.EventId, sha256))) counts.BlobsArrived++;
                else if (gaps.NamesBlob(receipt.Epoch, receipt.Seq, sha256)) counts.BlobsNamed++;
            }
        }

        return counts;
    }

    /// <summary>Acknowledged records by what became of them; an arrived one counts as arrived even if a gap names it too.</summary>
    internal sealed record Counts
    {
        public int Events { get; set; }

        public int EventsArrived { get; set; }

        public int EventsNamed { get; set; }

        public int Blobs { get; set; }

        public int BlobsArrived { get; set; }

        public int BlobsNamed { get; set; }

        public int Refused { get; set; }

        public int Gaps { get; init; }

        public int Duplicates { get; init; }
    }
}
