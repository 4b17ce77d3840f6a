using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>Holds a history against the promise of the outbox (telemetry design, sections 5 and 6, laws (a) to (d)).</summary>
internal sealed class HistoryChecker
{
    private readonly History _history;
    private readonly GapLedger _gaps;
    private readonly Dictionary<string, Attempt> _attempts;
    private readonly HashSet<string> _events = [];
    private readonly HashSet<(string EventId, string Sha256)> _blobs = [];
    private readonly List<Violation> _found = [];

    private HistoryChecker(History history)
    {
        _history = history;
        _gaps = new(history.Arrivals);
        _attempts = history.Attempts.ToDictionary(attempt => attempt.EventId);
    }

    public static IReadOnlyList<Violation> Check(History history) => new HistoryChecker(history).Check();

    private List<Violation> Check()
    {
        foreach (var arrival in _history.Arrivals) CheckArrival(arrival);
        CheckShapes();
        foreach (var attempt in _history.Attempts) CheckAttempt(attempt);
        CheckHoles();
        if (!_history.BrokerRefused) CheckOrder();
        if (!_history.DiskWasHarmed) CheckCauses();
        CheckEnding();
        return _found;
    }

    /// <summary>(b), for one arrival. Notes it for (a).</summary>
    private void CheckArrival(Arrival arrival)
    {
        if (arrival is EventArrival card)
        {
            if (!_attempts.TryGetValue(card.EventId, out var attempt)) Found(Law.NoPhantom, $"event {card.EventId} was never appended");
            else if (attempt.Refused) Found(Law.NoPhantom, $"event {card.EventId} was refused and came all the same");
            else if (!Shapes(attempt, card).Contains(card.BodySha256)) Found(Law.NoPhantom, $"{card}: expected one of {string.Join(", ", Shapes(attempt, card))}");
            _events.Add(card.EventId);
        }
        else if (arrival is BlobArrival blob)
        {
            if (!_attempts.TryGetValue(blob.EventId, out var attempt) || !attempt.Blobs.Contains(blob.Sha256)) Found(Law.NoPhantom, $"{blob} was never appended");
            else if (attempt.Refused) Found(Law.NoPhantom, $"{blob}: its event was refused");
            else if (blob.BodySha256 != blob.Sha256) Found(Law.NoPhantom, $"{blob}: these are other bytes");
            _blobs.Add((blob.EventId, blob.Sha256));
        }
    }

    /// <summary>(b): what comes again comes as it was.</summary>
    private void CheckShapes()
    {
        foreach (var same in _history.Arrivals.Where(arrival => arrival is EventArrival or GapArrival).GroupBy(arrival => (arrival is GapArrival, arrival.Epoch, arrival.Seq)))
            if (same.Select(arrival => arrival.BodySha256).Distinct().Skip(1).Any()) Found(Law.NoPhantom, $"{same.First()} came in two shapes");
    }

    /// <summary>(a).</summary>
    private void CheckAttempt(Attempt attempt)
    {
        if (attempt.Receipt is not { } receipt) return;
        if (!_events.Contains(attempt.EventId) && !_gaps.Names(StreamKind.Event, receipt.Epoch, receipt.Seq))
            Found(Law.NothingLost, $"{attempt.Priority} {attempt.EventId}, number {receipt.Seq} of {receipt.Epoch}");
        foreach (var sha256 in attempt.Blobs.Take(receipt.Kept))
            if (!_blobs.Contains((attempt.EventId, sha256)) && !_gaps.NamesBlob(receipt.Epoch, receipt.Seq, sha256))
                Found(Law.NothingLost, $"blob {sha256} of event {receipt.Seq} of {receipt.Epoch}");
    }

    /// <summary>(c): of each epoch, from 1 to the last number that anybody heard of.</summary>
    private void CheckHoles()
    {
        var events = _history.Arrivals.OfType<EventArrival>().Select(card => (card.Epoch, card.Seq))
            .Concat(_history.Attempts.Where(attempt => attempt.Receipt is not null).Select(attempt => (attempt.Receipt!.Epoch, attempt.Receipt.Seq)));
        var gaps = _gaps.All.Select(gap => (gap.Epoch, gap.Seq));
        if (_history.End is { } end) (events, gaps) = (events.Append((end.Epoch, end.EventSeq)), gaps.Append((end.Epoch, end.GapSeq)));
        CheckHoles(StreamKind.Event, events, _history.Arrivals.OfType<EventArrival>());
        CheckHoles(StreamKind.Gap, gaps, _history.Arrivals.OfType<GapArrival>());
    }

    private void CheckHoles(StreamKind stream, IEnumerable<(string Epoch, long Seq)> known, IEnumerable<Arrival> arrivals)
    {
        var arrived = arrivals.Select(arrival => (arrival.Epoch, arrival.Seq)).ToHashSet();
        foreach (var epoch in known.GroupBy(number => number.Epoch))
            for (var seq = 1L; seq <= epoch.Max(number => number.Seq); seq++)
                if (!arrived.Contains((epoch.Key, seq)) && !_gaps.Names(stream, epoch.Key, seq)) Found(Law.NoHole, $"{stream} {seq} of {epoch.Key}");
    }

    /// <summary>(c): blobs go by the number of their event, and set out with their first part.</summary>
    private void CheckOrder()
    {
        var last = new Dictionary<(string, OutboxPriority), long>();
        var seen = new HashSet<(string, OutboxPriority, long, string)>();
        foreach (var arrival in _history.Arrivals)
        {
            var (priority, id) = arrival switch
            {
                GapArrival => (OutboxPriority.Ledger, ""),
                BlobArrival blob => (OutboxPriority.Blob, blob.Sha256),
                PartArrival part => (OutboxPriority.Blob, part.Sha256),
                EventArrival card when _attempts.TryGetValue(card.EventId, out var attempt) => (attempt.Priority, ""),
                _ => (OutboxPriority.Review, ""),
            };
            if (!seen.Add((arrival.Epoch, priority, arrival.Seq, id))) continue;
            var key = (arrival.Epoch, priority);
            if (last.TryGetValue(key, out var before) && before > arrival.Seq) Found(Law.Order, $"{priority} {arrival.Seq} of {arrival.Epoch} came after {before}");
            last[key] = Math.Max(before, arrival.Seq);
        }
    }

    /// <summary>(c): a sound disk loses nothing.</summary>
    private void CheckCauses()
    {
        foreach (var gap in _gaps.All)
            if (gap.Reason is GapReason.BlobLost or GapReason.SpoolLost)
                Found(Law.TrueGaps, $"gap {gap.Seq} of {gap.Epoch} says {gap.Reason} ({gap.Count} of {gap.Stream}, {gap.Detail}) on a sound disk");
    }

    /// <summary>(d).</summary>
    private void CheckEnding()
    {
        if (_history.End is not { } end) return;
        if (end.Rows != 0) Found(Law.Emptied, $"{end.Rows} rows are left");
        if (end.Bytes > end.BaselineBytes) Found(Law.Emptied, $"the files hold {end.Bytes} bytes, expected at most {end.BaselineBytes}");
    }

    private static IEnumerable<string> Shapes(Attempt attempt, EventArrival card) => attempt.Receipt is { } receipt
        ? receipt.Epoch == card.Epoch && receipt.Seq == card.Seq ? [attempt.CardSha256(receipt.Epoch, receipt.Seq, receipt.Kept)] : []
        : Enumerable.Range(0, attempt.Blobs.Count + 1).Select(kept => attempt.CardSha256(card.Epoch, card.Seq, kept));

    private void Found(Law law, string what) => _found.Add(new(law, what));
}
