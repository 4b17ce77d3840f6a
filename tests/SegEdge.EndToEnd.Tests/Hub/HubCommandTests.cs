using SegEdge.EdgeHost.Security;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Tests;
using SegEdge.Fleet.Tests.Hub;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub;

public sealed class HubCommandTests
{
    [Fact]
    public async Task EverythingThatIsWrong_IsListedAtOnce_AndNothingIsMade()
    {
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Create();
        key.Save(folder.File("private.key"), folder.File("public.pem"));
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "hub", "--set", "Hub:Store=Postgres", "--set", $"Hub:KeyFile={folder.File("public.pem")}",
            "--set", "Hub:ReceiveMaximum=0", "--set", "Hub:Nmae=x", "--set", "Dashboard:Listen=0.0.0.0", "--set", $"Hub:Folder={folder.File("hub")}");
        Assert.Equal(2, code);
        foreach (var part in new[] { "Hub:Postgres: is empty", "public.pem is a public key", "Hub:ReceiveMaximum: is '0', expected 1 to 65535", "Hub:Nmae: unknown key", "Dashboard:Listen: is '0.0.0.0'" })
            Assert.Contains(part, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("hub")));
    }

    [Fact]
    public async Task AnExportThatMeetsWhatNobodyExpected_IsLogged_AndTheHubWorksOnAndStopsInOrder()
    {
        using var folder = new TemporaryFolder();
        var ct = TestContext.Current.CancellationToken;
        await using (var store = new EmbeddedFleetStore(folder.File("hub"), TimeProvider.System))
        {
            var closed = TimeProvider.System.GetUtcNow().AddHours(-3);
            await store.AppendAsync(new() { Events = [new(FleetEvent.Of(Some.Event(), closed), "no card"u8.ToArray(), [])] }, ct);
        }

        await using var broker = await MosquittoProcess.StartAsync();
        await using var hub = await HubProcess.StartAsync(broker.Port, Directory.CreateDirectory(folder.File("keys")).FullName, folder.File("hub"));
        await Eventually.TrueAsync(() => Task.FromResult((hub.Process.Output + hub.Process.Errors).Contains("Export met what nobody expected", StringComparison.Ordinal)), () => $"the fault is logged:\n{hub.Process.Output}{hub.Process.Errors}");
        await using (var hand = await HandPublisher.StartAsync(broker.Port)) await hand.EventAsync(Some.Event());
        await Eventually.TrueAsync(async () => await hub.MetricAsync("segedge_hub_records_total{") == 1, "a record is kept");
        Assert.Contains("1 new events", await hub.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkersOfAGroup_NeedOneDatabase()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "hub", "--set", "Hub:SharedGroup=archive", "--set", $"Hub:Folder={folder.File("hub")}");
        Assert.Equal(2, code);
        Assert.Contains("Set Hub:Store=Postgres, or leave SharedGroup empty", errors, StringComparison.Ordinal);
    }
}
