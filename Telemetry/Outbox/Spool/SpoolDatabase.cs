using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SegEdge.Telemetry;

/// <summary>One SQLite file with every setting that matters set, and its statements prepared once. Not thread-safe.</summary>
internal class SpoolDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <param name="synchronous">FULL: a commit survives a power cut if the disk honours flushes. NORMAL: it survives a kill.</param>
    /// <param name="maxPages">The size at which the file counts as a full disk; for tests.</param>
    public SpoolDatabase(string path, string synchronous, int? maxPages = null)
    {
        Path = path;
        // No pool: closing must close the file, which then can be renamed.
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            _connection.Open();
            KeepsLog = true;
            // auto_vacuum first: it can only be chosen while the file is empty, and WAL writes its first page.
            Execute("PRAGMA auto_vacuum = INCREMENTAL");
            Execute("PRAGMA busy_timeout = 5000");
            Execute("PRAGMA journal_mode = WAL");
            Execute($"PRAGMA synchronous = {synchronous}");
            Execute("PRAGMA journal_size_limit = 4194304");
            Execute("PRAGMA cell_size_check = ON");
            if (maxPages is { } pages) Execute($"PRAGMA max_page_count = {pages.ToString(CultureInfo.InvariantCulture)}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private SpoolDatabase(string path)
    {
        Path = path;
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 5 }.ToString());
        _connection.Open();
    }

    public string Path { get; }

    /// <summary>Whether the log stays beside the file when that is closed, as after a kill. It does until told otherwise.</summary>
    /// <remarks>SQLite would take it in and delete it, also where a file is closed for an error: the next opening then takes it for lost.</remarks>
    public bool KeepsLog
    {
        set
        {
            var code = raw.sqlite3_db_config(_connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, value ? 1 : 0, out _);
            SqliteException.ThrowExceptionForRC(code, _connection.Handle);
        }
    }

    /// <summary>A second look at a file that its owner may be writing.</summary>
    public static SpoolDatabase ToRead(string path) => new(path);

    public long FreeBytes => Number("PRAGMA freelist_count") * Number("PRAGMA page_size");

    /// <summary>Every statement that changes something comes through here, so that a test can stand between any two.</summary>
    public virtual void Execute(string sql, params ReadOnlySpan<object?> values) => Read(sql, _ => true, values);

    public long Number(string sql, params ReadOnlySpan<object?> values)
    {
        var number = 0L;
        Read(sql, row =>
        {
            number = row.IsDBNull(0) ? 0 : row.GetInt64(0);
            return false;
        }, values);
        return number;
    }

    /// <summary>Row after row to <paramref name="take"/>, until it has enough.</summary>
    /// <param name="values">For $1, $2, ...</param>
    public void Read(string sql, Func<SqliteDataReader, bool> take, params ReadOnlySpan<object?> values)
    {
        var command = Prepared(sql);
        for (var i = 0; i < values.Length; i++) Bind(command, i, values[i]);
        using var rows = command.ExecuteReader();
        while (rows.Read() && take(rows)) { }
    }

    /// <summary>Null for a sound file, else the first thing that is wrong with it. An index that does not fit its table is made anew.</summary>
    /// <remarks>quick_check would not do: a row that its index does not know is never sent, and nobody would miss it.</remarks>
    public string? Check()
    {
        if (Integrity() is not { } found) return null;
        if (!found.Contains(" index ", StringComparison.Ordinal)) return found;
        Execute("REINDEX");
        return Integrity();
    }

    /// <summary>Gives free pages at the file's end back to the disk.</summary>
    public void Shrink(int pages) => Execute($"PRAGMA incremental_vacuum({pages.ToString(CultureInfo.InvariantCulture)})");

    /// <summary>Moves the log into the file and empties it.</summary>
    public void Checkpoint() => Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private string? Integrity()
    {
        string? found = null;
        Read("PRAGMA integrity_check(1)", row =>
        {
            found = row.GetString(0);
            return false;
        });
        return found == "ok" ? null : found ?? "no answer to integrity_check";
    }

    private SqliteCommand Prepared(string sql)
    {
        if (_commands.TryGetValue(sql, out var known)) return known;
        var command = _connection.CreateCommand();
        // Statements are constants of this assembly; values are always bound.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return _commands[sql] = command;
    }

    private static void Bind(SqliteCommand command, int at, object? value)
    {
        if (at == command.Parameters.Count) command.Parameters.Add(new SqliteParameter { ParameterName = $"${at + 1}" });
        command.Parameters[at].Value = value ?? DBNull.Value;
    }
}
