using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Mqtt;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests;

/// <summary>The outbox as README shows it to another program.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task TheProgramOfTheReadme_DeliversItsEventAndItsPicture()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        using var folder = new TemporaryFolder();
        using var end = new CancellationTokenSource();
        await RunAsync(broker.Port, folder.Path, Some.Event() with { Site = "farm-7", Device = "weeder-2" }, new byte[2000], listener, end);
        Assert.Equal("farm-7", listener.Events[0].Site);
        Assert.Equal(2000, Assert.Single(listener.Of(TopicKind.Blob)).Payload.Length);
    }

    // Names and statements as there; host and folder are the test's.
    private static async Task RunAsync(int port, string data, EventMessage what, byte[] jpeg, Listener listener, CancellationTokenSource end)
    {
        ILoggerFactory logs = NullLoggerFactory.Instance;
        Func<BirthMessage> birth = Some.Birth;
        Func<DeviceHealth> health = Some.Health;
        var stopping = end.Token;
        var identity = new DeviceIdentity("farm-7", "weeder-2", DeviceIdentity.NewBootId());
        await using var outbox = new SqliteOutbox(data, capBytes: 1L << 30, identity, TimeProvider.System, logs.CreateLogger<SqliteOutbox>());
        var publisher = new MqttPublisher(new MqttOptions { Host = "127.0.0.1", Port = port }, identity, outbox, birth, health, TimeProvider.System, logs.CreateLogger<MqttPublisher>());
        var publishing = publisher.RunAsync(stopping);
        var receipt = await outbox.AppendAsync(new OutboxEntry(what, [new OutboxBlob(BlobKind.Thumb, ContentTypes.Jpeg, jpeg)]), TestContext.Current.CancellationToken);
        Assert.True(receipt.Accepted, receipt.Refusal);
        await listener.HearsAsync(TopicKind.Blob);
        await end.CancelAsync();
        await publishing;
        await listener.HearsAsync(ConnectionState.Offline);
    }
}
