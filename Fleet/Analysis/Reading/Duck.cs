using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>An embedded DuckDB in memory that loads nothing from anywhere.</summary>
internal sealed class Duck : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public Duck()
    {
        _connection.Open();
        // Parquet is built in. Order of insertion costs memory and means nothing to sums.
        Run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET preserve_insertion_order = false");
    }

    public DuckDBConnection Connection => _connection;

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public IEnumerable<T> Query<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return row(reader);
    }

    /// <summary>A text in SQL.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Columns of files as a table. Folders are not read for columns: the files have all of them.</summary>
    public static string Parquet(IEnumerable<string> files, string? more = null) =>
        $"read_parquet([{string.Join(", ", files.Select(Quote))}], hive_partitioning = false{(more is null ? "" : ", " + more)})";

    public void Dispose() => _connection.Dispose();
}
