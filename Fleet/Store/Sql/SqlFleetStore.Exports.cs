using System.Text.Json;

namespace SegEdge.Fleet.Store.Sql;

public abstract partial class SqlFleetStore
{
    public Task AddExportAsync(FleetExport taken, CancellationToken cancellation = default) => WriteAsync(session => session.ExecuteOneAsync(
        "INSERT INTO export_record (export_id, utc, user_name, kind, event_id, selection, events, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING", cancellation,
        taken.ExportId, taken.Utc.ToUniversalTime(), taken.User, taken.Kind, taken.EventId, taken.Selection, taken.Events, JsonSerializer.Serialize(taken.Shown)), cancellation);

    public Task<IReadOnlyList<FleetExport>> ExportsAsync(int most, CancellationToken cancellation = default) => ListAsync(
        $"SELECT export_id, utc, user_name, kind, event_id, selection, events, shown FROM export_record ORDER BY export_id DESC LIMIT {Math.Clamp(most, 1, MostInPage)}", row => new FleetExport
        {
            ExportId = row.GetString(0),
            Utc = row.GetFieldValue<DateTimeOffset>(1),
            User = row.GetString(2),
            Kind = row.GetString(3),
            EventId = Text(row, 4),
            Selection = Text(row, 5),
            Events = row.IsDBNull(6) ? null : row.GetInt64(6),
            Shown = JsonSerializer.Deserialize<string[]>(row.GetString(7)) ?? [],
        }, cancellation);
}
