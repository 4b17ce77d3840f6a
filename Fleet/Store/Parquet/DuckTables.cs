using DuckDB.NET.Data;
using SegEdge.Telemetry;

namespace SegEdge.Fleet.Store.Parquet;

/// <summary>An embedded DuckDB in memory, which loads nothing from anywhere, with the tables that are exported. One thread uses it.</summary>
internal sealed class DuckTables : IDisposable
{
    private readonly DuckDBConnection _connection;

    /// <param name="connection">Owned from here on; null makes one.</param>
    public DuckTables(DuckDBConnection? connection = null)
    {
        _connection = connection ?? new("DataSource=:memory:");
        _connection.Open();
        Run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false");
        Run($"CREATE TABLE open_event ({string.Join(", ", FleetColumns.Names.Zip(FleetColumns.Types, (name, type) => $"{name} {TypeOf(type)}"))})");
        Run("CREATE TABLE attachment (event_id VARCHAR, kind VARCHAR, head VARCHAR, sha256 VARCHAR)");
        Run("CREATE TABLE verdict (event_id VARCHAR, utc TIMESTAMPTZ, user_name VARCHAR, verdict VARCHAR, reason VARCHAR, class VARCHAR)");
        Run("CREATE TABLE class_name (model_sha256 VARCHAR, head VARCHAR, class_index INTEGER, name VARCHAR)");
    }

    public DuckDBAppender Appender(string table) => _connection.CreateAppender(table);

    public static void Append(DuckDBAppender table, IEnumerable<object?> values)
    {
        var row = table.CreateRow();
        foreach (var value in values)
            _ = value switch
            {
                null => row.AppendNullValue(),
                string text => row.AppendValue(text),
                long number => row.AppendValue(number),
                int number => row.AppendValue(number),
                float number => row.AppendValue(number),
                double number => row.AppendValue(number),
                DateTimeOffset time => row.AppendValue(time),
                _ => throw new NotSupportedException($"A value of {value.GetType().Name}; teach {nameof(DuckTables)} to write it."),
            };
        row.EndRow();
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // texts of others are quoted by Quote
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // as above
        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read()) all.Add(read(rows));
        return all;
    }

    /// <summary>On return the file is whole, under its name, and on the disk.</summary>
    public void Copy(string select, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        Run($"COPY ({select}) TO {Quote(path + ".tmp")} (FORMAT parquet, COMPRESSION zstd)");
        using (var file = File.OpenHandle(path + ".tmp", FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(file);
        File.Move(path + ".tmp", path, overwrite: true);
        DurableFile.FlushFolder(folder);
    }

    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Dispose() => _connection.Dispose();

    private static string TypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(string) => "VARCHAR",
        var plain when plain == typeof(long) => "BIGINT",
        var plain when plain == typeof(int) => "INTEGER",
        var plain when plain == typeof(float) => "REAL",
        var plain when plain == typeof(double) => "DOUBLE",
        var plain when plain == typeof(DateTimeOffset) => "TIMESTAMPTZ",
        var plain => throw new NotSupportedException($"A column of {plain.Name}; give it a type in {nameof(DuckTables)}."),
    };
}
