using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Store;

public sealed class FleetColumnsTests
{
    [Fact]
    public async Task TheTable_HasTheColumnsOfTheRow_AndTheCard()
    {
        using var folder = new TemporaryFolder();
        await new EmbeddedFleetStore(folder.Path, TimeProvider.System).DisposeAsync();
        await using var index = new SqliteConnection($"Data Source={folder.File(EmbeddedFleetStore.IndexName)};Pooling=False");
        await index.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = index.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_info('event')";
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var columns = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken)) columns.Add(rows.GetString(0));
        Assert.Equal([.. FleetColumns.Names, "card"], columns);
        Assert.Contains("model_sha256", columns);
    }
}
