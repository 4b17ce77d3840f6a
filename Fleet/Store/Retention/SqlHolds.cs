using System.Data.Common;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>Holds and their releases, which are only ever added.</summary>
internal sealed class SqlHolds(SqlSession session, CancellationToken cancellation)
{
    private const string Released = "EXISTS (SELECT 1 FROM legal_hold r WHERE r.releases = h.hold_id)";

    /// <summary>Of an event <c>e</c>.</summary>
    public const string IsHeld = $"EXISTS (SELECT 1 FROM legal_hold h WHERE h.releases IS NULL AND NOT {Released} AND (h.event_id IS NULL OR h.event_id = e.event_id) "
        + "AND (h.site IS NULL OR h.site = e.site) AND (h.device IS NULL OR h.device = e.device) AND (h.camera IS NULL OR h.camera = e.camera) AND (h.class IS NULL OR h.class = e.class) "
        + "AND (h.rule IS NULL OR h.rule = e.rule) AND (h.severity IS NULL OR h.severity = e.severity) AND (h.model IS NULL OR h.model = e.model) "
        + "AND (h.model_version IS NULL OR h.model_version = e.model_version) AND (h.captured_from IS NULL OR e.captured_utc >= h.captured_from) AND (h.captured_to IS NULL OR e.captured_utc < h.captured_to))";

    private const string Insert = "INSERT INTO legal_hold (hold_id, utc, user_name, reason, event_id, site, device, camera, class, rule, severity, model, model_version, captured_from, captured_to, releases) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";

    /// <returns>False where it was there.</returns>
    public async Task<bool> AddAsync(FleetHold hold) => await session.ExecuteOneAsync(Insert, cancellation,
        hold.HoldId, hold.Utc.ToUniversalTime(), hold.User, hold.Reason, hold.EventId, hold.Filter.Site, hold.Filter.Device, hold.Filter.Camera, hold.Filter.Class, hold.Filter.Rule, hold.Filter.Severity,
        hold.Filter.Model, hold.Filter.ModelVersion, hold.Filter.From?.ToUniversalTime(), hold.Filter.To?.ToUniversalTime(), null).ConfigureAwait(false) > 0;

    /// <returns>False where there is no such hold, or it was released before.</returns>
    public async Task<bool> ReleaseAsync(string holdId, string releaseId, HoldRelease release)
    {
        var open = await session.ReadAsync($"SELECT 1 FROM legal_hold h WHERE h.hold_id = $1 AND h.releases IS NULL AND NOT {Released}", _ => 1, cancellation, holdId).ConfigureAwait(false);
        return open.Count == 1 && await session.ExecuteOneAsync(Insert, cancellation,
            releaseId, release.Utc.ToUniversalTime(), release.User, release.Reason, null, null, null, null, null, null, null, null, null, null, null, holdId).ConfigureAwait(false) > 0;
    }

    /// <summary>In the order in which they were made, released ones too.</summary>
    public async Task<IReadOnlyList<FleetHold>> AllAsync() => await session.ReadAsync(
        "SELECT h.hold_id, h.utc, h.user_name, h.reason, h.event_id, h.site, h.device, h.camera, h.class, h.rule, h.severity, h.model, h.model_version, h.captured_from, h.captured_to, "
        + "r.utc, r.user_name, r.reason FROM legal_hold h LEFT JOIN legal_hold r ON r.releases = h.hold_id WHERE h.releases IS NULL ORDER BY h.utc, h.hold_id", Read, cancellation).ConfigureAwait(false);

    private static FleetHold Read(DbDataReader row) => new()
    {
        HoldId = row.GetString(0),
        Utc = row.GetFieldValue<DateTimeOffset>(1),
        User = row.GetString(2),
        Reason = row.GetString(3),
        EventId = Text(row, 4),
        Filter = new()
        {
            Site = Text(row, 5),
            Device = Text(row, 6),
            Camera = Text(row, 7),
            Class = Text(row, 8),
            Rule = Text(row, 9),
            Severity = Text(row, 10),
            Model = Text(row, 11),
            ModelVersion = Text(row, 12),
            From = Time(row, 13),
            To = Time(row, 14),
        },
        Release = Time(row, 15) is { } released ? new(released, row.GetString(16), row.GetString(17)) : null,
    };

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static DateTimeOffset? Time(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}
