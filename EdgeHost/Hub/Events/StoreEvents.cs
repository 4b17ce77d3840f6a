using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;
using ArchivedBlob = SegEdge.EdgeHost.Dashboard.ArchivedBlob;
using ArchivedEvent = SegEdge.EdgeHost.Dashboard.ArchivedEvent;

namespace SegEdge.EdgeHost.Hub;

/// <summary>The events of a hub's store, as browsers are given them.</summary>
internal sealed class StoreEvents(IReviewStore store, LiveChanges live, QueueCounts counts, SecondReview second) : IEventSource
{
    // Between those that this person is offered there are others.
    private const int SecondsAtOnce = 500;

    public string LifeId { get; } = Guid.NewGuid().ToString("N")[..12];

    public long Revision => live.Revision;

    public string Absence => "This event is not in the hub's store: it never came, or its time was over.";

    public async Task<EventList> ListAsync(EventQuery query, CancellationToken ct)
    {
        if (query.Second) return new(await SecondsAsync(query, ct), null, null);
        var sum = counts.Sum(query.Filter);
        // Without a filter the order of ids is the order of the queue; with one, what is wanted may lie anywhere.
        var kinds = query.Filter with { Reviewed = null } == EventFilter.All && query.Filter.Reviewed != true ? null : counts.KindsOf(query.Filter);
        var page = kinds is null ? (await store.EventsAsync(query.Filter, query.Before, query.Limit, ct)).Events : await store.EventsAsync(kinds, query.Filter, query.Before, query.Limit, ct);
        long? total = query.Filter.Reviewed switch { null => sum?.Events, true => sum?.Reviewed, false => sum?.Events - sum?.Reviewed };
        return new(await DressAsync(page, ct), total, sum?.Events - sum?.Reviewed);
    }

    public async Task<ArchivedEvent?> FindEventAsync(string eventId, CancellationToken ct) =>
        await store.EventAsync(eventId, ct) is { } found && await DressAsync([found], ct) is [var one] ? one : null;

    public async Task<ArchivedBlob?> FindBlobAsync(string sha256, CancellationToken ct) =>
        await store.BlobAsync(sha256, ct) is { } found ? new(found.Sha256, found.ContentType, found.Body) : null;

    public async Task<EventChanges?> ChangesSinceAsync(long revision, CancellationToken ct)
    {
        if (live.Since(revision) is not var (upTo, changes)) return null;
        if (changes.Count == 0) return new(upTo, []);
        var found = (await DressAsync(await store.EventsAsync([.. changes.Select(change => change.EventId)], ct), ct)).ToDictionary(one => one.EventId);
        return new(upTo, [.. from change in changes
                             where found.ContainsKey(change.EventId)
                             select found[change.EventId] with { Revision = change.Revision, FirstRevision = change.First }]);
    }

    public Task WaitForChangeAsync(long after, CancellationToken ct) => live.WaitAsync(after, ct);

    private async Task<IReadOnlyList<ArchivedEvent>> SecondsAsync(EventQuery query, CancellationToken ct)
    {
        // A page that is not full is taken for the last one, so it is filled with those that pass.
        var (found, before) = (new List<StoredEvent>(), query.Before);
        while (found.Count < query.Limit)
        {
            var some = await store.ConfirmedOnceAsync(before, SecondsAtOnce, ct);
            var wanted = await store.EventsAsync([.. some.Where(one => one.User != query.User && second.Wants(one.EventId)).Select(one => one.EventId)], ct);
            found.AddRange(wanted.Where(one => Passes(one.Row, query.Filter)));
            if (some.Count < SecondsAtOnce) break;
            before = some[^1].EventId;
        }
        return await DressAsync([.. found.Take(query.Limit)], ct);
    }

    private static bool Passes(FleetEvent row, EventFilter filter) =>
        QueueKind.Of(row).Passes(filter) && (filter.From is not { } from || row.CapturedUtc >= from) && (filter.To is not { } to || row.CapturedUtc < to);

    /// <summary>With what is here of their blobs, and what people said.</summary>
    private async Task<IReadOnlyList<ArchivedEvent>> DressAsync(IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var cards = events.Select(one => (one.Row, Card: EventCard.Read(one.Card))).Where(one => one.Card is not null).ToArray();
        if (cards.Length == 0) return [];
        var here = await store.BlobsHereAsync([.. cards.SelectMany(one => one.Card!.Blobs)], ct);
        var verdicts = (await store.VerdictsAsync([.. cards.Select(one => one.Card!.EventId)], ct)).ToLookup(verdict => verdict.EventId);
        return [.. cards.Select(one => new ArchivedEvent(one.Card!.EventId, one.Row.ReceivedUtc, one.Card.Json, one.Card.Blobs, [.. one.Card.Blobs.Where(here.Contains)], 0)
        {
            Kind = QueueKind.Of(one.Row),
            Review = second.Of(one.Card.EventId, [.. verdicts[one.Card.EventId]]),
        })];
    }
}
