using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>A transaction on a connection that stays open, with its statements prepared once.</summary>
internal sealed class SqliteSession : SqlSession
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared;
    private readonly SqliteTransaction _transaction;

    /// <param name="prepared">Of that connection, by their text.</param>
    /// <param name="toRead">Takes no lock before it writes, and then it is too late: for reading only.</param>
    public SqliteSession(SqliteConnection connection, Dictionary<string, SqliteCommand> prepared, bool toRead)
    {
        (_connection, _prepared) = (connection, prepared);
        _transaction = connection.BeginTransaction(deferred: toRead);
    }

    public override async Task<IReadOnlyList<int>> ExecuteAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        var changed = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            // Its own thread does the work; a token that is cancelled half way leaves a transaction that is rolled back.
            cancellation.ThrowIfCancellationRequested();
            changed[i] = await Prepared(sql, rows[i]).ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return changed;
    }

    public override async Task<List<T>> ReadEachAsync<T>(string sql, IReadOnlyList<object?[]> rows, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = New(sql);
        var all = new List<T>();
        foreach (var row in rows)
        {
            await using var found = await Fill(command, row).ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await found.ReadAsync(cancellation).ConfigureAwait(false)) all.Add(read(found));
        }

        return all;
    }

    public override Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    public override ValueTask DisposeAsync() => _transaction.DisposeAsync();

    // One of its own: two readers of the same text may be open at once, and disposing a prepared one would lose it.
    protected override DbCommand Command(string sql, object?[] values) => Fill(New(sql), values);

    private SqliteCommand Prepared(string sql, object?[] values)
    {
        if (!_prepared.TryGetValue(sql, out var command)) _prepared[sql] = command = New(sql);
        return Fill(command, values);
    }

    private SqliteCommand New(string sql)
    {
        var command = _connection.CreateCommand();
        // Constants of this assembly, and filters made of them; values are always bound.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private SqliteCommand Fill(SqliteCommand command, object?[] values)
    {
        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            if (i == command.Parameters.Count) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
