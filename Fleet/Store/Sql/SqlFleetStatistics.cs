using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

/// <remarks>What it says of the archive as a whole.</remarks>
public abstract partial class SqlFleetStore : IFleetStatistics
{
    // In one go; an archive that was there before its figures is counted over some of them.
    private const int MostCounts = 20;

    private const string HeatOf = "site = $1 AND device = $2 AND camera = $3 AND model = $4 AND model_version = $5 AND captured_utc >= $6 AND captured_utc < $7 "
        + "AND heat_sha256 IS NOT NULL AND explanation_status = 'ok'";

    public async Task<int> CountAsync(CancellationToken cancellation = default)
    {
        var (all, some) = (0, SqlCount.Most);
        for (var i = 0; i < MostCounts && some == SqlCount.Most; i++)
            all += some = await WriteAsync(session => new SqlCount(session, LockRow, cancellation).RunAsync(), cancellation).ConfigureAwait(false);
        return all;
    }

    public Task<IReadOnlyList<FigureRow>> FiguresAsync(FigureFilter filter, CancellationToken cancellation = default)
    {
        var (sql, values) = SqlFigures.ByTime(filter);
        return ListAsync(sql, row => new FigureRow(DateTimeOffset.UnixEpoch.AddHours(row.GetInt64(0)), Class(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4),
            FigureColumns.Read(row, 5)), cancellation, values);
    }

    public Task<IReadOnlyList<CameraFigures>> CameraFiguresAsync(FigureFilter filter, CancellationToken cancellation = default)
    {
        var (sql, values) = SqlFigures.ByCamera(filter);
        return ListAsync(sql, row => new CameraFigures(row.GetString(0), row.GetString(1), row.GetString(2), FigureColumns.Read(row, 3)), cancellation, values);
    }

    public Task<IReadOnlyList<FigureChoice>> ChoicesAsync(CancellationToken cancellation = default) => ListAsync(
        "SELECT site, device, camera, class, model, model_version, CAST(SUM(flags) AS BIGINT) FROM figure WHERE level = $1 GROUP BY site, device, camera, class, model, model_version "
        + "ORDER BY site, device, camera, class, model, model_version",
        row => new FigureChoice(row.GetString(0), row.GetString(1), row.GetString(2), Class(row.GetString(3)), row.GetString(4), row.GetString(5), row.GetInt64(6)),
        cancellation, (int)FigureLevel.CameraEver);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> HeatMapsAsync(FigureChoice choice, DateTimeOffset since, DateTimeOffset before, int most, CancellationToken cancellation = default)
    {
        object?[] values = [choice.Site, choice.Device, choice.Camera, choice.Model, choice.ModelVersion, since.ToUniversalTime(), before.ToUniversalTime()];
        return ReadAsync(async session =>
        {
            var hashes = await session.ReadAsync(
                $"SELECT heat_sha256 FROM event WHERE {HeatOf} AND {(choice.Class is null ? "class IS NULL" : "class = $8")} AND {SqlReview.NotWithheld("event.heat_sha256")} ORDER BY event_id DESC LIMIT {Math.Clamp(most, 1, MostInPage)}",
                row => row.GetString(0), cancellation, choice.Class is { } name ? [.. values, name] : values).ConfigureAwait(false);
            var bodies = await BodiesAsync(session, hashes, cancellation).ConfigureAwait(false);
            return (IReadOnlyList<ReadOnlyMemory<byte>>)[.. hashes.Where(bodies.ContainsKey).Select(hash => (ReadOnlyMemory<byte>)bodies[hash])];
        }, cancellation);
    }

    public Task<IReadOnlyList<StoredEvent>> NewestEventsAsync(string? site = null, CancellationToken cancellation = default)
    {
        var (where, values) = SqlFilter.Of(site, device: null);
        return ListAsync($"SELECT {FleetColumns.List}, card FROM event WHERE event_id IN (SELECT event_id FROM camera_newest{where}) ORDER BY site, device, camera", ReadEvent, cancellation, values);
    }

    public Task<IReadOnlyList<DeviceLoss>> LossesAsync(string? site = null, string? device = null, CancellationToken cancellation = default)
    {
        var (where, values) = SqlFilter.Of(site, device);
        return ListAsync($"SELECT site, device, stream, reason, CAST(SUM(records) AS BIGINT), COUNT(*) FROM gap{where} GROUP BY site, device, stream, reason ORDER BY site, device, stream, reason",
            row => new DeviceLoss(row.GetString(0), row.GetString(1), WireNames.ValueOf<StreamKind>(row.GetString(2)), WireNames.ValueOf<GapReason>(row.GetString(3)), row.GetInt64(4), row.GetInt64(5)),
            cancellation, values);
    }

    public async Task<AuditChainStatus> AuditChainAsync(string site, string device, CancellationToken cancellation = default)
    {
        var links = (await ListAsync("SELECT link, COUNT(*) FROM audit WHERE site = $1 AND device = $2 GROUP BY link", row => (Link: row.GetInt32(0), Count: row.GetInt64(1)), cancellation, site, device)
            .ConfigureAwait(false)).ToDictionary(one => one.Link, one => one.Count);
        return new(links.Values.Sum(), links.GetValueOrDefault(SqlAuditCheck.Loose), links.GetValueOrDefault(SqlAuditCheck.Begins));
    }

    public Task<IReadOnlyList<AuditBreak>> AuditBreaksAsync(string? site = null, string? device = null, CancellationToken cancellation = default)
    {
        var (where, values) = SqlFilter.Of(site, device);
        return ListAsync($"SELECT site, device, epoch, seq, kind, seen_utc FROM audit_break{where} ORDER BY seen_utc DESC, site, device, epoch, seq, kind LIMIT {MostInPage}",
            row => new AuditBreak(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), WireNames.ValueOf<AuditBreakKind>(row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5)),
            cancellation, values);
    }

    private async Task CheckAuditsAsync(CancellationToken cancellation)
    {
        var some = SqlAuditCheck.Most;
        for (var i = 0; i < MostCounts && some == SqlAuditCheck.Most; i++)
            some = await WriteAsync(session => new SqlAuditCheck(session, LockRow, Time, cancellation).RunAsync(), cancellation).ConfigureAwait(false);
    }

    private static string? Class(string name) => name.Length == 0 ? null : name;
}
