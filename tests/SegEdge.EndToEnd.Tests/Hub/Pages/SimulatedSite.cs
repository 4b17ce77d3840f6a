using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Cli;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Simulation;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

[assembly: AssemblyFixture(typeof(SegEdge.EndToEnd.Tests.Hub.Pages.SimulatedSite))]

namespace SegEdge.EndToEnd.Tests.Hub.Pages;

/// <summary>A site of ten devices that flagged for a week until now, one of them with mud on a lens; filled by the first test that needs it and read by all.</summary>
public sealed class SimulatedSite : IAsyncDisposable
{
    public const int Hours = 7 * 24;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TemporaryFolder _folder = new();
    private EmbeddedFleetStore? _store;

    /// <summary>The present of the server: else a device would fall silent while the tests run.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    public async Task<EmbeddedFleetStore> StoreAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _store ??= await FillAsync();
        }
        finally { _gate.Release(); }
    }

    /// <summary>The dashboard with the pages of this site.</summary>
    public async Task<DashboardHost> ServeAsync() => await ServeAsync(await StoreAsync(), Now);

    public static Task<DashboardHost> ServeAsync(IFleetStore store, DateTimeOffset now) => DashboardHost.StartAsync(
        services: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(now)).AddSingleton(store).AddSingleton((IFleetStatistics)store), map: app => app.MapFleetPages());

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _folder.Dispose();
        _gate.Dispose();
    }

    private async Task<EmbeddedFleetStore> FillAsync()
    {
        var store = new EmbeddedFleetStore(_folder.Path, TimeProvider.System);
        var rate = Environment.GetEnvironmentVariable("SEGEDGE_SCREENSHOTS") is { Length: > 0 } ? 0.03 : 0.004;
        await StoreSimulation.WriteAsync(new() { Devices = 10, Rate = rate, MudCamera = "site-1/rover-004/rear", ContextVersion = "1.5.0" }, store, FleetPictures.Draw(), Now.AddHours(-Hours), Hours);
        return store;
    }
}
