using System.Data.Common;
using System.Globalization;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Questions of those who review.</summary>
internal static class SqlReview
{
    /// <summary>A verdict <c>v</c> that stands.</summary>
    public const string Standing = "v.takes_back IS NULL AND NOT EXISTS (SELECT 1 FROM verdict t WHERE t.event_id = v.event_id AND t.takes_back = v.verdict_id)";

    private const string ConfirmedOnceHead = $"SELECT v.event_id, MIN(v.user_name) FROM verdict v WHERE {Standing}";
    private const string ConfirmedOnceTail = " GROUP BY v.event_id HAVING COUNT(*) = 1 AND MIN(v.verdict) = 'confirm' ORDER BY v.event_id DESC";

    /// <summary>One row an event, with who it was.</summary>
    public const string ConfirmedOnce = ConfirmedOnceHead + ConfirmedOnceTail, ConfirmedOnceBefore = ConfirmedOnceHead + " AND v.event_id < $1" + ConfirmedOnceTail;

    private const string Kind = "site, device, camera, severity, rule, class, explanation_status, model, model_version";

    public const string Events = $"SELECT {Kind}, COUNT(*) FROM event GROUP BY {Kind}";

    /// <summary>Reads only what was judged, however many events there are.</summary>
    public const string Reviewed = $"SELECT {Kind}, COUNT(*) FROM event WHERE event_id IN (SELECT v.event_id FROM verdict v WHERE {Standing}) GROUP BY {Kind}";

    /// <summary>Of a blob that nobody removed for privacy: whoever hands blobs out, or shows what is made of them, asks so.</summary>
    /// <param name="sha256">A column, with its table.</param>
    public static string NotWithheld(string sha256) => $"NOT EXISTS (SELECT 1 FROM withheld_blob w WHERE w.sha256 = {sha256})";

    // Both databases take more values, but a statement for each length is prepared anew.
    private const int MostValues = 500;

    public static (QueueKind Kind, long Count) ReadKind(DbDataReader row) => (new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Text(row, 5), Text(row, 6), row.GetString(7), row.GetString(8)), row.GetInt64(9));

    /// <summary>Asks for some values at a time.</summary>
    /// <param name="sql">Given <c>($1, $2, ...)</c>.</param>
    public static async Task<IReadOnlyList<T>> InAsync<T>(
        SqlSession session, IReadOnlyCollection<string> values, Func<string, string> sql, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        var all = new List<T>();
        foreach (var some in values.Distinct().Chunk(MostValues))
        {
            var list = $"({string.Join(", ", Enumerable.Range(1, some.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")))})";
            all.AddRange(await session.ReadAsync(sql(list), read, cancellation, [.. some]).ConfigureAwait(false));
        }

        return all;
    }

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
