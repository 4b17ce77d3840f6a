using Microsoft.Data.Sqlite;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>The index of an embedded store from another process than the hub's: for what only adds rows to tables that the hub reads anew each time.</summary>
internal sealed class IndexBeside(string folder) : ISqlSessions
{
    public async Task<T> WithSessionAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, EmbeddedFleetStore.IndexName);
        if (!File.Exists(path)) throw new FleetStoreException($"{folder}: no hub's folder, expected {EmbeddedFleetStore.IndexName} in it. Name the configuration of the hub with --config.");
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 30, Pooling = false }.ToString());
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using (var flush = connection.CreateCommand())
            {
                flush.CommandText = "PRAGMA synchronous = FULL";
                await flush.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            Dictionary<string, SqliteCommand> statements = [];
            await using var session = new SqliteSession(connection, statements, toRead: false);
            var done = await work(session).ConfigureAwait(false);
            await session.CommitAsync(cancellation).ConfigureAwait(false);
            foreach (var statement in statements.Values) await statement.DisposeAsync().ConfigureAwait(false);
            return done;
        }
        catch (SqliteException e)
        {
            throw new FleetStoreException($"{path}: {e.Message} If its hub is of an older version, start the new one once.", e);
        }
    }
}
