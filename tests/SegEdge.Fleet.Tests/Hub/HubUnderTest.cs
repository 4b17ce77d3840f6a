using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>A hub that runs beside the test, as in its process.</summary>
internal sealed class HubUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private HubUnderTest(MqttOptions mqtt, IFleetStore store, string folder, HubKey? key, HubOptions options)
    {
        Store = store;
        Hub = new(options, mqtt, store, key?.Signer(folder), folder, TimeProvider.System, NullLogger<SiteHub>.Instance);
        _running = Hub.RunAsync(_stop.Token);
    }

    /// <summary>With every pause short, since tests wait for them.</summary>
    public static HubOptions Quick { get; } = new()
    {
        ReceiptEvery = TimeSpan.FromMilliseconds(100),
        TidyEvery = TimeSpan.FromMilliseconds(100),
        HolePatience = TimeSpan.Zero,
        SessionExpiry = TimeSpan.FromHours(1),
    };

    public SiteHub Hub { get; }

    public IFleetStore Store { get; }

    /// <param name="store">Stays the caller's.</param>
    /// <param name="folder">Of counter and quarantine.</param>
    public static Task<HubUnderTest> StartAsync(int port, IFleetStore store, string folder, HubKey? key, HubOptions? options = null) =>
        StartAsync(new MqttOptions { Host = "127.0.0.1", Port = port, MaxBackoff = TimeSpan.FromSeconds(1) }, store, folder, key, options);

    public static async Task<HubUnderTest> StartAsync(MqttOptions mqtt, IFleetStore store, string folder, HubKey? key, HubOptions? options = null)
    {
        var hub = new HubUnderTest(mqtt, store, folder, key, options ?? Quick);
        await Eventually.TrueAsync(() => Task.FromResult(hub.Hub.Status.Connected || hub._running.IsCompleted), () => $"the hub is connected ({hub.Hub.Status})");
        return hub;
    }

    public async Task<IReadOnlyList<StoredEvent>> EventsAsync() => (await Store.EventsAsync(EventFilter.All, null, 1000, TestContext.Current.CancellationToken)).Events;

    public Task KeepsAsync(int events) => Eventually.TrueAsync(async () => (await EventsAsync()).Count >= events, () => $"{events} events are kept ({Hub.Counters.Events} new, {Hub.Status})");

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Eventually.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Hub.Dispose();
        _stop.Dispose();
    }
}
