using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Writes what is lost into gap records, in the transaction that loses it. A loss goes into the last gap of its stream and reason
/// that no reader has taken since this start: one that was sent must not change.</summary>
internal sealed class GapBook(DeviceIdentity identity)
{
    private readonly Dictionary<(StreamKind, GapReason, bool Vague), GapDraft> _open = [];
    private readonly List<GapDraft> _changed = [];

    public void Add(SpoolRow row, GapReason reason, SpoolBooks books, string? detail = null)
    {
        var draft = Draft(row.Stream, reason, books);
        draft.Add(row);
        draft.Detail = detail ?? draft.Detail;
    }

    public void AddRefused(RefusedTally refused, SpoolBooks books)
    {
        var draft = Draft(StreamKind.Event, GapReason.Refused, books);
        foreach (var (eventId, utcMs) in refused.Named) draft.AddUnnumbered(eventId, utcMs);
        draft.AddUncounted(refused.Count - refused.Named.Count);
        draft.Detail = refused.Because;
    }

    /// <summary>Whatever of an epoch did not arrive is lost, and nobody can say how much that is.</summary>
    public void AddEpoch(string lostEpoch, string detail, SpoolBooks books)
    {
        foreach (var stream in (StreamKind[])[StreamKind.Event, StreamKind.Blob, StreamKind.Gap, StreamKind.Audit])
        {
            var draft = new GapDraft(++books.LastOrder, ++books.GapSeq, stream, GapReason.SpoolLost) { LostEpoch = lostEpoch, Detail = detail };
            draft.AddRest();
            _changed.Add(draft);
        }
    }

    /// <summary>The files end before numbers that were given. Of those, what was delivered before is not lost, and nobody can say which.</summary>
    public void AddTail((long Known, long Given) events, (long Known, long Given) gaps, SpoolBooks books)
    {
        const string because = "the end of the write-ahead log is damaged";
        AddVague(StreamKind.Event, events.Known + 1, events.Given, because, books);
        AddVague(StreamKind.Blob, events.Known + 1, events.Given, because, books);
        AddVague(StreamKind.Gap, gaps.Known + 1, gaps.Given, because, books);
    }

    /// <summary>Something is lost, and nobody can say what: whatever has not arrived of this epoch up to now may be it.</summary>
    public void AddUnknown(SpoolBooks books)
    {
        const string because = "a row of the outbox is damaged";
        var lastGap = books.GapSeq;
        AddVague(StreamKind.Event, 1, books.EventSeq, because, books);
        AddVague(StreamKind.Blob, 1, books.EventSeq, because, books);
        AddVague(StreamKind.Gap, 1, lastGap, because, books);
    }

    /// <summary>A reader has taken it: it is what it is.</summary>
    public void Close(long order)
    {
        foreach (var (key, draft) in _open)
            if (draft.Order == order) _open.Remove(key);
    }

    /// <summary>Stores what changed, in the transaction under way.</summary>
    public void Write(Spool spool, SpoolBooks books, long upMs, long utcMs)
    {
        foreach (var draft in _changed)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(draft.Message(spool.Epoch, identity.BootId), TelemetryJson.Default.GapMessage);
            var row = spool.Insert(new()
            {
                Order = draft.Order,
                Priority = OutboxPriority.Ledger,
                Topic = identity.Topics.Gap,
                ContentType = ContentTypes.Json,
                Body = body,
                BootId = identity.BootId,
                Epoch = spool.Epoch,
                Seq = draft.Seq,
                EventId = "",
            }, upMs, utcMs);
            if (draft.StoredCost == 0) books.Appended++;
            books.Hold(OutboxPriority.Ledger, row.Cost - draft.StoredCost, draft.StoredCost == 0 ? 1 : 0);
            draft.StoredCost = row.Cost;
        }

        _changed.Clear();
    }

    /// <summary>After a rollback: drafts may hold what was not lost. What is stored of them stands.</summary>
    public void Reset()
    {
        _open.Clear();
        _changed.Clear();
    }

    private void AddVague(StreamKind stream, long from, long to, string because, SpoolBooks books)
    {
        if (from > to) return;
        var draft = Draft(stream, GapReason.SpoolLost, books, vague: true);
        draft.Widen(from, to);
        draft.Detail = because;
    }

    // A vague one counts nothing, so it must not be mixed with one that does.
    private GapDraft Draft(StreamKind stream, GapReason reason, SpoolBooks books, bool vague = false)
    {
        if (!_open.TryGetValue((stream, reason, vague), out var draft) || draft.IsFull)
            _open[(stream, reason, vague)] = draft = new(++books.LastOrder, ++books.GapSeq, stream, reason);
        if (!_changed.Contains(draft)) _changed.Add(draft);
        return draft;
    }
}
