using System.Data.Common;
using Npgsql;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>A transaction of PostgreSQL; the rows of one statement go in one round trip.</summary>
internal sealed class PostgresSession : SqlSession
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public static async Task<PostgresSession> BeginAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<IReadOnlyList<int>> ExecuteAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return [];
        await using var batch = Batch(sql, rows);
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => command.RecordsAffected)];
    }

    public override async Task<List<T>> ReadEachAsync<T>(string sql, IReadOnlyList<object?[]> rows, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        var all = new List<T>();
        if (rows.Count == 0) return all;
        await using var batch = Batch(sql, rows);
        await using var found = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        do
            while (await found.ReadAsync(cancellation).ConfigureAwait(false)) all.Add(read(found));
        while (await found.NextResultAsync(cancellation).ConfigureAwait(false));
        return all;
    }

    public override Task LockHoldsAsync(CancellationToken cancellation) => ExecuteOneAsync("LOCK TABLE legal_hold IN SHARE MODE", cancellation);

    public override Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    public override async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    protected override DbCommand Command(string sql, object?[] values)
    {
        // Constants of this assembly, and filters made of them; values are always bound.
#pragma warning disable CA2100
        var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    private NpgsqlBatch Batch(string sql, IReadOnlyList<object?[]> rows)
    {
        var batch = new NpgsqlBatch(_connection, _transaction);
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in row) command.Parameters.Add(Parameter(value));
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value };
}
