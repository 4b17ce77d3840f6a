using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Writes what is lost into gap records, in the transaction that loses it. A loss goes into the last gap of its stream and reason
/// that no reader has taken since this start: one that was sent must not change.</summary>
internal sealed class GapBook(DeviceIdentity identity)
{
    private readonly Dictionary<(StreamKind, GapReason), GapDraft> _open = [];
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
        foreach (var stream in (StreamKind[])[StreamKind.Event, StreamKind.Blob, StreamKind.Gap])
        {
            var draft = new GapDraft(++books.LastOrder, ++books.GapSeq, stream, GapReason.SpoolLost) { LostEpoch = lostEpoch, Detail = detail };
            draft.AddRest();
            _changed.Add(draft);
        }
    }

    /// <summary>The files end before numbers that were given. Of those, what was delivered before is not lost, and nobody can say which.</summary>
    public void AddTail((long Known, long Given) events, (long Known, long Given) gaps, SpoolBooks books)
    {
        foreach (var (stream, (known, given)) in new[] { (StreamKind.Event, events), (StreamKind.Blob, events), (StreamKind.Gap, gaps) })
        {
            if (known >= given) continue;
            var draft = Draft(stream, GapReason.SpoolLost, books);
            draft.AddRange(known + 1, given);
            draft.Detail = "the end of the write-ahead log is damaged";
        }
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

    private GapDraft Draft(StreamKind stream, GapReason reason, SpoolBooks books)
    {
        if (!_open.TryGetValue((stream, reason), out var draft) || draft.IsFull)
            _open[(stream, reason)] = draft = new(++books.LastOrder, ++books.GapSeq, stream, reason);
        if (!_changed.Contains(draft)) _changed.Add(draft);
        return draft;
    }
}
