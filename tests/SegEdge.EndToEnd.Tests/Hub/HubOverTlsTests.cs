using MQTTnet;
using SegEdge.EndToEnd.Tests.Device;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Tests.Hub;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub;

/// <summary>A hub and a device on a broker with the files of <c>deploy/fleet/mosquitto</c>, each by its certificate: what they may do there is all that they need.</summary>
public sealed class HubOverTlsTests
{
    [Fact]
    public async Task OnTheShippedBroker_AnOutboxEmptiesByReceipts_AndLiveMasksArrive()
    {
        await using var broker = await FleetBroker.StartAsync();
        using var key = new HubKey();
        using var folder = new TemporaryFolder();
        await using var store = new EmbeddedFleetStore(folder.File("store"), TimeProvider.System);
        await using var hub = await HubUnderTest.StartAsync(await broker.HubAsync(), store, folder.Path, key);
        var certificate = await broker.DeviceAsync("site-1", "rover.2");
        await using var device = new FieldDevice(certificate, key.PublicFolder);
        await device.AppendAsync(5, blobBytes: 20_000);
        await device.EmptiesAsync(() => $"{hub.Hub.Status}, {hub.Hub.Counters.Refused} refused; {broker.Log}");
        Assert.Equal(device.EventIds.Order(), (await hub.EventsAsync()).Select(one => one.Row.EventId).Order());

        var camera = new CameraAddress("site-1", "rover.2", "front");
        hub.Hub.Live.Look([camera], 0);
        using var publisher = await FleetBroker.ConnectAsync(certificate);
        var mask = new MqttApplicationMessage { Topic = new Topics("site-1", "rover.2").LiveMask("front"), Payload = new(File.ReadAllBytes(Repository.Path("docs/images/dashboard.png"))[..1000]) };
        await publisher.PublishAsync(mask, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(hub.Hub.Live.Look([camera], 0).Changed is [{ Masks.Count: 1 }]), () => $"the mask is here; {broker.Log}");
    }
}
