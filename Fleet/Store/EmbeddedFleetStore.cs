using System.Globalization;
using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store;

/// <summary>A folder of its own: <c>index.db</c> (SQLite, flushed at each commit) and <c>packs/</c>, blobs one after the other. One process at a time.
/// <see cref="Parquet.ParquetExport"/> adds Parquet files.</summary>
public sealed class EmbeddedFleetStore : SqlFleetStore
{
    public const string IndexName = "index.db", PacksName = "packs", LockName = "in-use";

    // 16 MB of 4 kB pages: a checkpoint flushes twice, and hashes touch pages all over the index, many of which the next commit touches again.
    private const string CheckpointPages = "wal_autocheckpoint = 4000";

    private const string HourFormat = "yyyy-MM-dd'T'HH";

    private readonly string _folder;
    private readonly BlobPacks _packs;
    private readonly FileStream _lock;
    private readonly SqliteConnection _writer;
    private readonly Dictionary<string, SqliteCommand> _statements = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _disposed;
    private DateTimeOffset _closedTo = DateTimeOffset.UnixEpoch, _exportedTo = DateTimeOffset.UnixEpoch;

    /// <exception cref="FleetStoreException">The folder cannot be used, or another process uses it.</exception>
    public EmbeddedFleetStore(string folder, TimeProvider time, TimeSpan? blobPatience = null) : base(time, blobPatience ?? TimeSpan.FromMinutes(10))
    {
        _folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            _lock = Lock(Path.Combine(folder, LockName));
            _writer = Open(SqliteOpenMode.ReadWriteCreate);
            foreach (var setting in (string[])["journal_mode = WAL", "synchronous = FULL", "journal_size_limit = 16777216", CheckpointPages]) Execute($"PRAGMA {setting}");
            Migrate();
            _closedTo = _exportedTo = ReadExportedTo();
            _packs = new(Path.Combine(folder, PacksName), ReadPackEnds(), time);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException || (e is IOException && e is not FleetStoreException))
        {
            _writer?.Dispose();
            _lock?.Dispose();
            throw Away(e);
        }
    }

    public string Folder => _folder;

    /// <summary>Events received before are in Parquet files.</summary>
    internal DateTimeOffset ExportedTo => _exportedTo;

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _writing.WaitAsync().ConfigureAwait(false);
        foreach (var statement in _statements.Values) await statement.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _packs.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }

    /// <summary>The start of the oldest hour that is not exported; null where there is no such event.</summary>
    internal Task<DateTimeOffset?> OldestOpenHourAsync(CancellationToken cancellation) => ReadAsync(async session =>
        (await session.ReadAsync("SELECT MIN(received_utc) FROM event WHERE received_utc >= $1", row => row.IsDBNull(0) ? null : (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(0),
            cancellation, _exportedTo).ConfigureAwait(false))[0] is { } oldest ? HourOf(oldest) : (DateTimeOffset?)null, cancellation);

    /// <summary>From now on nothing is added to it.</summary>
    internal Task CloseHourAsync(DateTimeOffset hour, CancellationToken cancellation) => WriteAsync(_ =>
    {
        if (_closedTo < hour.AddHours(1)) _closedTo = hour.AddHours(1);
        return Task.FromResult(true);
    }, cancellation);

    internal async Task ExportedAsync(DateTimeOffset hour, CancellationToken cancellation)
    {
        await WriteAsync(session => session.ExecuteOneAsync("INSERT INTO exported_hour (hour) VALUES ($1) ON CONFLICT DO NOTHING", cancellation,
            hour.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture)), cancellation).ConfigureAwait(false);
        if (_exportedTo < hour.AddHours(1)) _exportedTo = hour.AddHours(1);
    }

    /// <summary>Rows and cards by the time of their receipt.</summary>
    internal Task ReadEventsAsync(DateTimeOffset from, DateTimeOffset to, Action<FleetEvent, byte[]> take, CancellationToken cancellation) => ReadAsync(session => session.ReadAsync(
        $"SELECT {FleetColumns.List}, card FROM event WHERE received_utc >= $1 AND received_utc < $2", row =>
        {
            take(FleetColumns.Read(row), row.GetFieldValue<byte[]>(FleetColumns.Names.Count));
            return true;
        }, cancellation, from, to), cancellation);

    private protected override IReadOnlyList<ArchivedEvent> Dated(IReadOnlyList<ArchivedEvent> events) =>
        [.. events.Select(one => one.Row.ReceivedUtc < _closedTo ? one with { Row = one.Row with { ReceivedUtc = _closedTo } } : one)];

    private protected override Task KeepBodiesAsync(SqlSession session, IReadOnlyList<ArchivedBlob> blobs, CancellationToken cancellation) =>
        blobs.Count == 0 ? Task.CompletedTask : Places(session, cancellation).KeepAsync(blobs.Select(blob => blob.Part));

    private protected override async Task<byte[]?> BodyAsync(SqlSession session, string sha256, CancellationToken cancellation) =>
        await Places(session, cancellation).ReadAsync(sha256).ConfigureAwait(false)
        // It may have been moved since this session began; another one sees where to.
        ?? await ReadAsync(fresh => Places(fresh, cancellation).ReadAsync(sha256), cancellation).ConfigureAwait(false);

    internal override Task ForgetBodiesAsync(SqlSession session, IReadOnlyList<string> blobs, CancellationToken cancellation) => Places(session, cancellation).ForgetAsync(blobs);

    internal override Task ForgetFilesAsync(Func<long, long, DateTimeOffset, Task> removed, DateTimeOffset before, CancellationToken cancellation) =>
        new Parquet.ParquetRetention(this).RunAsync(removed, before, cancellation);

    /// <summary>Whether the index has an event of that device that was captured then.</summary>
    internal Task<bool> HasCapturedAsync(string site, string device, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) => ReadAsync(async session => (await session.ReadAsync(
        "SELECT 1 FROM event WHERE site = $1 AND device = $2 AND captured_utc >= $3 AND captured_utc < $4 LIMIT 1", _ => 1, cancellation, site, device, from, to).ConfigureAwait(false)).Count > 0, cancellation);

    internal Task<bool> HasReceivedAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) => ReadAsync(async session => (await session.ReadAsync(
        "SELECT 1 FROM event WHERE received_utc >= $1 AND received_utc < $2 LIMIT 1", _ => 1, cancellation, from, to).ConfigureAwait(false)).Count > 0, cancellation);

    internal override async Task ReclaimAsync(CancellationToken cancellation)
    {
        foreach (var pack in await ReadAsync(session => Places(session, cancellation).SparseAsync(), cancellation).ConfigureAwait(false))
            for (long? from = -1; from is { } after;) from = await WriteAsync(session => Places(session, cancellation).MoveAsync(pack, after), cancellation).ConfigureAwait(false);
        await WriteAsync(async session =>
        {
            await Places(session, cancellation).RemoveEmptyAsync().ConfigureAwait(false);
            return true;
        }, cancellation).ConfigureAwait(false);
    }

    private SqlBlobPlaces Places(SqlSession session, CancellationToken cancellation) => new(session, _packs, cancellation);

    private protected override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await using var session = new SqliteSession(_writer, _statements, toRead: false);
            var done = await work(session).ConfigureAwait(false);
            await session.CommitAsync(cancellation).ConfigureAwait(false);
            return done;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private protected override async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = Open(SqliteOpenMode.ReadWrite);
            await using var session = new SqliteSession(connection, [], toRead: true);
            return await work(session).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Away(e);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new FleetStoreException($"{Path.GetDirectoryName(path)}: another hub uses this folder. Stop it, or give this one a folder of its own (Hub:Folder).", e);
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_folder, IndexName),
            Mode = mode,
            Pooling = mode == SqliteOpenMode.ReadWrite,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private DateTimeOffset ReadExportedTo()
    {
        using var query = _writer.CreateCommand();
        query.CommandText = "SELECT MAX(hour) FROM exported_hour";
        return query.ExecuteScalar() is string last
            ? DateTimeOffset.ParseExact(last, HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddHours(1)
            : DateTimeOffset.UnixEpoch;
    }

    private Dictionary<long, long> ReadPackEnds()
    {
        using var query = _writer.CreateCommand();
        query.CommandText = "SELECT pack, MAX(start + bytes) FROM blob_place GROUP BY pack";
        using var rows = query.ExecuteReader();
        var ends = new Dictionary<long, long>();
        while (rows.Read()) ends.Add(rows.GetInt64(0), rows.GetInt64(1));
        return ends;
    }

    private void Migrate()
    {
        using var query = _writer.CreateCommand();
        query.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(query.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > Migrations.Sqlite.Count)
            throw new FleetStoreException($"{_folder}: its index has version {version}, this program knows {Migrations.Sqlite.Count}. Use the newer program that wrote it.");
        for (; version < Migrations.Sqlite.Count; version++)
            Execute($"BEGIN IMMEDIATE; {Migrations.Sqlite[version]}; PRAGMA user_version = {version + 1}; COMMIT");
    }

    private void Execute(string sql)
    {
        using var command = _writer.CreateCommand();
#pragma warning disable CA2100 // constants of this assembly
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private FleetStoreException Away(Exception e) =>
        new($"{_folder}: the hub's store cannot be used: {e.Message} Make room, or let this user write there; what arrives waits at the broker until then.", e);
}
