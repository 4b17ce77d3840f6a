using Npgsql;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store;

/// <summary>A PostgreSQL database that several hub workers write at once. It holds the blobs too.</summary>
public sealed class PostgresFleetStore : SqlFleetStore
{
    // Of advisory locks in this database; the number means nothing.
    private const long MigrationLock = 0x5345_4745;

    // Two workers that met in each other's way (40001, 40P01) need no pause, only another go.
    private const int MostTries = 5;

    private readonly NpgsqlDataSource _source;
    private readonly string _where;

    private PostgresFleetStore(NpgsqlDataSource source, string where, TimeProvider time, TimeSpan blobPatience) : base(time, blobPatience) => (_source, _where) = (source, where);

    internal override string LockRow => " FOR UPDATE";

    /// <summary>Connects and brings the schema up to date; of several workers that start at once one does it.</summary>
    /// <param name="connection">As Npgsql reads it: <c>Host=...;Database=...;Username=...</c>.</param>
    /// <exception cref="FleetStoreException">No such database, or its schema is newer than this program.</exception>
    public static async Task<PostgresFleetStore> OpenAsync(string connection, TimeProvider time, TimeSpan? blobPatience = null, CancellationToken cancellation = default)
    {
        NpgsqlDataSource source;
        string where;
        try
        {
            // Statements are few and always the same: prepared, they need no second plan.
            var builder = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 64, AutoPrepareMinUsages = 3 };
            where = $"PostgreSQL database '{builder.Database}' at {builder.Host}:{builder.Port}";
            source = NpgsqlDataSource.Create(builder);
        }
        catch (ArgumentException e)
        {
            // The text may hold a password.
            throw new FleetStoreException($"The connection string of PostgreSQL cannot be read: {e.Message} Expected 'Host=...;Database=...;Username=...'.", e);
        }

        var store = new PostgresFleetStore(source, where, time, blobPatience ?? TimeSpan.FromMinutes(10));
        try
        {
            await store.MigrateAsync(cancellation).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private protected override Task KeepBodiesAsync(SqlSession session, IReadOnlyList<ArchivedBlob> blobs, CancellationToken cancellation) => session.ExecuteAsync(
        "INSERT INTO blob_body (sha256, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [.. blobs.OrderBy(blob => blob.Part.Sha256, StringComparer.Ordinal).Select(blob => new object?[] { blob.Part.Sha256, blob.Part.Body.ToArray() })], cancellation);

    private protected override async Task<byte[]?> BodyAsync(SqlSession session, string sha256, CancellationToken cancellation) =>
        (await session.ReadAsync("SELECT body FROM blob_body WHERE sha256 = $1", row => row.GetFieldValue<byte[]>(0), cancellation, sha256).ConfigureAwait(false)).FirstOrDefault();

    // One question, not one for each: a page of heat maps is some hundred of them.
    private protected override async Task<IReadOnlyDictionary<string, byte[]>> BodiesAsync(SqlSession session, IReadOnlyCollection<string> hashes, CancellationToken cancellation) =>
        (await SqlReview.InAsync(session, hashes, list => $"SELECT sha256, body FROM blob_body WHERE sha256 IN {list}", row => (Hash: row.GetString(0), Body: row.GetFieldValue<byte[]>(1)), cancellation)
            .ConfigureAwait(false)).ToDictionary(one => one.Hash, one => one.Body);

    internal override Task ForgetBodiesAsync(SqlSession session, IReadOnlyList<string> blobs, CancellationToken cancellation) =>
        session.ExecuteAsync("DELETE FROM blob_body WHERE sha256 = $1", [.. blobs.Select(sha256 => new object?[] { sha256 })], cancellation);

    private protected override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await RunAsync(work, cancellation).ConfigureAwait(false);
            }
            catch (FleetStoreException e) when (tries < MostTries
                && e.InnerException is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected })
            {
                // expected: another worker was in the way
            }
        }
    }

    private protected override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation) => RunAsync(work, cancellation);

    private async Task<T> RunAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var session = await PostgresSession.BeginAsync(_source, cancellation).ConfigureAwait(false);
            var done = await work(session).ConfigureAwait(false);
            await session.CommitAsync(cancellation).ConfigureAwait(false);
            return done;
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new FleetStoreException($"{_where}: {e.Message} What arrives waits at the broker until the database answers.", e);
        }
    }

    // Classes 22 and 23 are about the values, all others about the server, its rights and its room.
    private static bool IsAway(Exception e) => e is TimeoutException or System.Net.Sockets.SocketException or IOException and not FleetStoreException
        || (e is NpgsqlException found && !(found is PostgresException { SqlState: ['2', '2' or '3', ..] }));

    private async Task MigrateAsync(CancellationToken cancellation) => await WriteAsync(async session =>
    {
        await session.ExecuteOneAsync($"SELECT pg_advisory_xact_lock({MigrationLock})", cancellation).ConfigureAwait(false);
        await session.ExecuteOneAsync("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)", cancellation).ConfigureAwait(false);
        var version = (await session.ReadAsync("SELECT COALESCE(MAX(version), 0) FROM schema_version", row => row.GetInt32(0), cancellation).ConfigureAwait(false))[0];
        if (version > Migrations.Postgres.Count)
            throw new FleetStoreException($"{_where}: its schema has version {version}, this program knows {Migrations.Postgres.Count}. Use the newer program that made it.");
        for (; version < Migrations.Postgres.Count; version++)
        {
            foreach (var statement in Migrations.Postgres[version].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                await session.ExecuteOneAsync(statement, cancellation).ConfigureAwait(false);
            await session.ExecuteOneAsync("INSERT INTO schema_version (version) VALUES ($1)", cancellation, version + 1).ConfigureAwait(false);
        }

        return true;
    }, cancellation).ConfigureAwait(false);
}
