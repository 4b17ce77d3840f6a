using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Tests.Store;

public sealed class PostgresRetentionTests(PostgresServer server) : RetentionLaws, IClassFixture<PostgresServer>
{
    protected override async Task<SqlFleetStore> OpenAsync() => await PostgresFleetStore.OpenAsync(await server.NewDatabaseAsync(), Time, cancellation: Cancellation);
}
