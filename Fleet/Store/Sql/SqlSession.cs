using System.Data.Common;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>One connection with one transaction. Statements are constants; values are always bound to <c>$1</c>, <c>$2</c>, ...</summary>
internal abstract class SqlSession : IAsyncDisposable
{
    /// <summary>The same statement for each of the rows.</summary>
    /// <returns>Of each, how many rows it changed.</returns>
    public abstract Task<IReadOnlyList<int>> ExecuteAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancellation);

    /// <summary>From now to the end nobody adds a hold: one that waits for this is acknowledged after it.</summary>
    public virtual Task LockHoldsAsync(CancellationToken cancellation) => Task.CompletedTask;

    public abstract Task CommitAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    public async Task<int> ExecuteOneAsync(string sql, CancellationToken cancellation, params object?[] values) =>
        (await ExecuteAsync(sql, [values], cancellation).ConfigureAwait(false))[0];

    public async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        await using var command = Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false)) all.Add(read(rows));
        return all;
    }

    /// <summary>The same question for each of the rows of values; what they find comes one after the other.</summary>
    public abstract Task<List<T>> ReadEachAsync<T>(string sql, IReadOnlyList<object?[]> rows, Func<DbDataReader, T> read, CancellationToken cancellation);

    protected abstract DbCommand Command(string sql, object?[] values);
}
