using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Store;

/// <summary>One server for all tests of a class, each of which has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PostgresProcess? _process;

    public async ValueTask InitializeAsync() => _process = await PostgresProcess.StartAsync();

    public Task<string> NewDatabaseAsync() => _process!.NewDatabaseAsync();

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
