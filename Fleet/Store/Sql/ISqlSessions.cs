namespace SegEdge.Fleet.Store.Sql;

/// <summary>A database that transactions can be run on.</summary>
internal interface ISqlSessions
{
    /// <summary>Commits when <paramref name="work"/> is done.</summary>
    /// <exception cref="FleetStoreException">Not now.</exception>
    Task<T> WithSessionAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation);
}
