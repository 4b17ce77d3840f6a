using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>Holds of a store. Thread-safe.</summary>
/// <remarks>Every method may throw <see cref="FleetStoreException"/>: not now, try again.</remarks>
public sealed class FleetHolds
{
    private readonly ISqlSessions _store;
    private readonly TimeProvider _time;

    public FleetHolds(SqlFleetStore store, TimeProvider time) : this((ISqlSessions)store, time) { }

    private FleetHolds(ISqlSessions store, TimeProvider time) => (_store, _time) = (store, time);

    /// <summary>Those of an embedded store that a hub in another process may have open.</summary>
    public static FleetHolds Beside(string folder, TimeProvider time) => new(new IndexBeside(folder), time);

    /// <summary>On return no retention takes away what it holds.</summary>
    public async Task<FleetHold> AddAsync(string user, string reason, string? eventId, EventFilter filter, CancellationToken cancellation = default)
    {
        var hold = new FleetHold { HoldId = NewId(), Utc = _time.GetUtcNow(), User = user, Reason = reason, EventId = eventId, Filter = filter };
        await _store.WithSessionAsync(session => new SqlHolds(session, cancellation).AddAsync(hold), cancellation).ConfigureAwait(false);
        return hold;
    }

    /// <returns>False where there is no such hold, or it was released before.</returns>
    public Task<bool> ReleaseAsync(string holdId, string user, string reason, CancellationToken cancellation = default) => _store.WithSessionAsync(
        session => new SqlHolds(session, cancellation).ReleaseAsync(holdId, NewId(), new(_time.GetUtcNow(), user, reason)), cancellation);

    public Task<IReadOnlyList<FleetHold>> AllAsync(CancellationToken cancellation = default) => _store.WithSessionAsync(session => new SqlHolds(session, cancellation).AllAsync(), cancellation);

    private string NewId() => Ulid.NewUlid(_time.GetUtcNow()).ToString();
}
