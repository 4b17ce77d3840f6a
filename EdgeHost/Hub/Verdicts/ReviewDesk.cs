using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Takes verdicts, and hears of those that other workers took. Nothing is changed or deleted: what was wrong is taken back.</summary>
internal sealed class ReviewDesk(IReviewStore store, LiveChanges live, QueueCounts counts, SecondReview second, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    // One at a time: two people at one event at once must not both find it unreviewed.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, DateTimeOffset> _heard = [];

    public void Dispose() => _gate.Dispose();

    /// <param name="may">Of the user.</param>
    public async Task<VerdictOutcome> GiveAsync(string eventId, VerdictRequest request, string user, SessionRights may, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (await store.EventAsync(eventId, cancellation).ConfigureAwait(false) is not { } found)
                return new(StatusCodes.Status404NotFound, "This event is not in the hub's store. Load the queue again.");
            var before = second.Of(eventId, await store.VerdictsAsync(eventId, cancellation).ConfigureAwait(false));
            var (verdict, refusal) = request.TakesBack is { Length: > 0 } ? TakeBack(before, request, user, may) : New(before, request, may);
            if (verdict is null) return refusal!;
            var given = verdict with { VerdictId = Ulid.NewUlid(time.GetUtcNow()).ToString(), EventId = eventId, Utc = time.GetUtcNow(), User = user };
            await store.AddVerdictAsync(given, cancellation).ConfigureAwait(false);
            _heard[given.VerdictId] = given.Utc;
            Tell(found, before, [.. before.Verdicts, given]);
            return new(StatusCodes.Status201Created, null, given.VerdictId);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <param name="verdicts">Lately given, whoever took them.</param>
    public async Task HearAsync(IReadOnlyList<FleetVerdict> verdicts, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            foreach (var old in _heard.Where(one => one.Value < time.GetUtcNow() - Remembered).Select(one => one.Key).ToArray()) _heard.Remove(old);
            foreach (var news in verdicts.Where(one => _heard.TryAdd(one.VerdictId, time.GetUtcNow())).GroupBy(one => one.EventId))
            {
                if (await store.EventAsync(news.Key, cancellation).ConfigureAwait(false) is not { } found) continue;
                var all = await store.VerdictsAsync(news.Key, cancellation).ConfigureAwait(false);
                var ids = news.Select(one => one.VerdictId).ToHashSet();
                Tell(found, second.Of(news.Key, [.. all.Where(one => !ids.Contains(one.VerdictId))]), all);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static (FleetVerdict? Verdict, VerdictOutcome? Refusal) New(EventReview before, VerdictRequest request, SessionRights may)
    {
        if (VerdictRules.Problem(request, out var verdict) is { } problem) return (null, new(StatusCodes.Status400BadRequest, problem));
        if (verdict == ReviewVerdict.Remove ? !may.Remove : !may.Review) return (null, new(StatusCodes.Status403Forbidden, "Your role may not give this verdict. Ask an administrator."));
        if (before.Standing.Any(one => one.Verdict == WireNames.NameOf(ReviewVerdict.Remove)))
            return (null, new(StatusCodes.Status409Conflict, "This event was removed for privacy: nobody sees it, so nobody judges it. An administrator can take that back."));
        return (Draft(request.Verdict!, request) with { Reason = Text(request.Reason), Class = Text(request.Class) }, null);
    }

    private static (FleetVerdict? Verdict, VerdictOutcome? Refusal) TakeBack(EventReview before, VerdictRequest request, string user, SessionRights may)
    {
        if (before.Standing.FirstOrDefault(one => one.VerdictId == request.TakesBack) is not { } earlier)
            return (null, new(StatusCodes.Status409Conflict, "There is no such verdict on this event, or it was taken back already. Load the frame again."));
        var isRemoval = earlier.Verdict == WireNames.NameOf(ReviewVerdict.Remove);
        if (!(may.Restore || (may.Review && earlier.User == user && !isRemoval)))
            return (null, new(StatusCodes.Status403Forbidden, isRemoval ? "Only an administrator brings back what was removed for privacy." : "Only an administrator takes back what somebody else said."));
        return (Draft(earlier.Verdict, request) with { TakesBack = earlier.VerdictId }, null);
    }

    private static FleetVerdict Draft(string verdict, VerdictRequest request) => new() { VerdictId = "", EventId = "", Utc = default, User = "", Verdict = verdict, Shown = request.Shown ?? [] };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private void Tell(StoredEvent found, EventReview before, IReadOnlyList<FleetVerdict> all)
    {
        var after = second.Of(found.Row.EventId, all);
        if (before.IsReviewed != after.IsReviewed) counts.Review(QueueKind.Of(found.Row), after.IsReviewed ? 1 : -1);
        live.Note([found.Row.EventId], areNew: false);
    }
}
