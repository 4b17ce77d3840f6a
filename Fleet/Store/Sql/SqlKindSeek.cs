using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>The newest events of some kinds, as quick for rare kinds as for common ones: those among the newest of all, which is most of what is asked for, then of each kind its newest
/// ones by the index <c>event_kind</c>. A planner without statistics would sort all that match, or read all that do not.</summary>
/// <param name="filter">Its times and whether it was reviewed; the rest is in the kinds.</param>
internal sealed class SqlKindSeek(SqlSession session, EventFilter filter, int most, CancellationToken cancellation)
{
    private readonly bool? _reviewed = filter.Reviewed;

    // A kind costs a look into the index, so for few of them nothing needs to be read before.
    private const int FewKinds = 20;

    private const int WalkedEvents = 1000, WalkedVerdicts = 1000, MostWalks = 5;

    /// <summary>Kinds in one go; behind each of them it is known better how old what is looked for may be.</summary>
    private const int KindsAtOnce = 50;

    private const string Kind = "site, device, camera, severity, rule, class, explanation_status, model, model_version";

    private const string StandingOfEvent = $"EXISTS (SELECT 1 FROM verdict v WHERE v.event_id = event.event_id AND {SqlReview.Standing})";

    /// <returns>Ids, the newest first.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<QueueKind> kinds, string? before)
    {
        List<string> found = [];
        if (kinds.Count == 0) return found;
        var oldest = "";
        if (filter.From is not null || filter.To is not null)
        {
            if (await SqlCapturedHours.IdsAsync(session, filter.From, filter.To, cancellation).ConfigureAwait(false) is not var (first, last)) return found;
            // Greater than the last id in every collation, and less than any other that is.
            (oldest, before) = (first, before is null || string.CompareOrdinal(before, last + "0") > 0 ? last + "0" : before);
        }

        if (_reviewed == true) before = await WalkVerdictsAsync(kinds.ToHashSet(), oldest, before, found).ConfigureAwait(false);
        else if (kinds.Count > FewKinds) before = await WalkEventsAsync(kinds.ToHashSet(), oldest, before, found).ConfigureAwait(false);
        if (found.Count < most && before != "") await SeekAsync(kinds, oldest, before, found).ConfigureAwait(false);
        return [.. found.Take(most)];
    }

    /// <returns>All that is newer was looked at; empty: everything.</returns>
    private async Task<string?> WalkEventsAsync(HashSet<QueueKind> kinds, string oldest, string? before, List<string> found)
    {
        var judged = _reviewed is null ? "0" : $"CASE WHEN {StandingOfEvent} THEN 1 ELSE 0 END";
        var rows = await session.ReadAsync($"SELECT {Kind}, {judged}, event_id, captured_utc FROM event WHERE event_id >= $1{(before is null ? "" : " AND event_id < $2")} ORDER BY event_id DESC LIMIT {WalkedEvents}",
            row => (SqlReview.ReadKind(row).Kind, Judged: row.GetInt32(9) > 0, Id: row.GetString(10), Captured: row.GetFieldValue<DateTimeOffset>(11)), cancellation, Bounds(oldest, before)).ConfigureAwait(false);
        found.AddRange(rows.Where(row => kinds.Contains(row.Kind) && !row.Judged && IsWithin(row.Captured)).Select(row => row.Id));
        return rows.Count < WalkedEvents ? "" : rows[^1].Id;
    }

    // What was judged is little of what there is.
    private async Task<string?> WalkVerdictsAsync(HashSet<QueueKind> kinds, string oldest, string? before, List<string> found)
    {
        for (var walk = 0; walk < MostWalks && found.Count < most; walk++)
        {
            var ids = await session.ReadAsync($"SELECT DISTINCT v.event_id FROM verdict v WHERE {SqlReview.Standing} AND v.event_id >= $1{(before is null ? "" : " AND v.event_id < $2")} "
                + $"ORDER BY v.event_id DESC LIMIT {WalkedVerdicts}", row => row.GetString(0), cancellation, Bounds(oldest, before)).ConfigureAwait(false);
            var rows = await SqlReview.InAsync(session, ids, list => $"SELECT {Kind}, 0, event_id, captured_utc FROM event WHERE event_id IN {list}",
                row => (SqlReview.ReadKind(row).Kind, Id: row.GetString(10), Captured: row.GetFieldValue<DateTimeOffset>(11)), cancellation).ConfigureAwait(false);
            found.AddRange(rows.Where(row => kinds.Contains(row.Kind) && IsWithin(row.Captured)).Select(row => row.Id).OrderDescending(StringComparer.Ordinal));
            if (ids.Count < WalkedVerdicts) return "";
            before = ids[^1];
        }

        return before;
    }

    private async Task SeekAsync(IReadOnlyList<QueueKind> kinds, string oldest, string? before, List<string> found)
    {
        var missing = most - found.Count;
        List<string> newest = [];
        foreach (var alike in kinds.GroupBy(kind => (NoClass: kind.Class is null, NoStatus: kind.ExplanationStatus is null)))
            foreach (var some in alike.Chunk(KindsAtOnce))
            {
                newest.AddRange(await session.ReadEachAsync(Sql(alike.Key.NoClass, alike.Key.NoStatus, before is not null, missing), [.. some.Select(kind => Values(kind, oldest, before))],
                    row => row.GetString(0), cancellation).ConfigureAwait(false));
                newest = [.. newest.OrderDescending(StringComparer.Ordinal).Take(missing)];
                if (newest.Count == missing) oldest = newest[^1];
            }

        found.AddRange(newest);
    }

    private bool IsWithin(DateTimeOffset captured) => (filter.From is not { } from || captured >= from) && (filter.To is not { } to || captured < to);

    private static object?[] Bounds(string oldest, string? before) => before is null ? [oldest] : [oldest, before];

    private string Sql(bool noClass, bool noStatus, bool isBounded, int missing)
    {
        var judged = _reviewed switch { null => "", true => $" AND {StandingOfEvent}", false => $" AND NOT {StandingOfEvent}" };
        var at = 0;
        string Is(string column) => string.Create(CultureInfo.InvariantCulture, $"{column} = ${++at} AND ");
        var kind = Is("site") + Is("device") + Is("camera") + Is("severity") + Is("rule") + Is("model") + Is("model_version")
            + (noClass ? "class IS NULL AND " : Is("class")) + (noStatus ? "explanation_status IS NULL AND " : Is("explanation_status"));
        var ids = string.Create(CultureInfo.InvariantCulture, $"event_id >= ${++at}") + (isBounded ? string.Create(CultureInfo.InvariantCulture, $" AND event_id < ${++at}") : "");
        var times = (filter.From is null ? "" : string.Create(CultureInfo.InvariantCulture, $" AND captured_utc >= ${++at}")) + (filter.To is null ? "" : string.Create(CultureInfo.InvariantCulture, $" AND captured_utc < ${++at}"));
        return string.Create(CultureInfo.InvariantCulture, $"SELECT event_id FROM event WHERE {kind}{ids}{times}{judged} ORDER BY event_id DESC LIMIT {missing}");
    }

    private object?[] Values(QueueKind kind, string oldest, string? before) =>
    [
        .. new object?[] { kind.Site, kind.Device, kind.Camera, kind.Severity, kind.Rule, kind.Model, kind.ModelVersion, kind.Class, kind.ExplanationStatus, oldest, before,
            filter.From?.ToUniversalTime(), filter.To?.ToUniversalTime() }.Where(value => value is not null),
    ];
}
