using DuckDB.NET.Data;

namespace SegEdge.Fleet.Store.Parquet;

/// <summary>Questions in SQL over everything that an embedded store holds: Parquet files of the hours that are over, and the rows since then.</summary>
public static class FleetQueries
{
    /// <returns>A DuckDB with a view <c>event</c>, whose columns are those of <see cref="FleetEvent"/> in snake_case; as of now. The caller disposes it.</returns>
    public static async Task<DuckDBConnection> OpenAsync(EmbeddedFleetStore store, CancellationToken cancellation = default)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            var tables = new DuckTables(connection);
            // The time first: an hour that is exported meanwhile is among the rows, and its file is not looked at.
            var since = store.ExportedTo;
            string[] files = Directory.Exists(Path.Combine(store.Folder, "events"))
                ? [.. ParquetNames.WithoutMerged(Directory.EnumerateFiles(Path.Combine(store.Folder, "events"), "*.parquet", SearchOption.AllDirectories))]
                : [];
            using (var open = tables.Appender("open_event"))
                await store.ReadEventsAsync(since, DateTimeOffset.MaxValue, (row, _) => DuckTables.Append(open, FleetColumns.Values(row)), cancellation).ConfigureAwait(false);
            var closed = files.Length == 0 ? "" : $" UNION ALL BY NAME SELECT * FROM read_parquet([{string.Join(", ", files.Select(DuckTables.Quote))}], hive_partitioning = false, union_by_name = true) "
                + $"WHERE epoch_us(received_utc) < {(since - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}";
            tables.Run($"CREATE VIEW event AS SELECT * FROM open_event{closed}");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
