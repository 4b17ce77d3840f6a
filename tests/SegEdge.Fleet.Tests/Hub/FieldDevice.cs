using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>A device without a camera, whose records only a receipt of the archive deletes.</summary>
internal sealed class FieldDevice : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DeviceIdentity _identity;
    private readonly CommandKeys _keys;
    private readonly MqttPublisher _publisher;
    private readonly Task _running;

    /// <param name="keys">Folder of the public keys that it obeys.</param>
    public FieldDevice(int port, string keys, string name = "rover.2") : this(new MqttOptions { Host = "127.0.0.1", Port = port, MaxBackoff = TimeSpan.FromSeconds(1), WillDelay = TimeSpan.Zero }, keys, name)
    {
    }

    public FieldDevice(MqttOptions broker, string keys, string name = "rover.2")
    {
        _identity = new("site-1", name, DeviceIdentity.NewBootId());
        Outbox = new(_folder.File("outbox"), 64 << 20, _identity, TimeProvider.System, NullLogger<SqliteOutbox>.Instance, rules: new(ConfirmBy.Archive));
        _keys = CommandKeys.Load(keys);
        var state = new CommandState(_folder.File("commands.json"));
        var desk = new CommandDesk(_identity, new(_identity, _keys, state, () => ClockSource.Ntp, TimeProvider.System, TimeSpan.FromSeconds(30)), null, TimeProvider.System, NullLogger.Instance);
        // Small packets, so that larger blobs travel in parts.
        var options = broker with { MaxPacket = 8192, BacklogMessagesPerSecond = 0, BacklogBytesPerSecond = 0 };
        _publisher = new(options, _identity, Outbox, Birth, () => new() { UptimeS = 1, Fps = 1, Clock = ClockSource.Ntp, Mode = DeviceMode.Normal }, TimeProvider.System, NullLogger<MqttPublisher>.Instance, desk);
        _running = StartAsync(desk, new(Outbox, state, null));
    }

    public SqliteOutbox Outbox { get; }

    /// <summary>Everything that was appended, by the hash of what must be kept.</summary>
    public Dictionary<string, byte[]> Blobs { get; } = [];

    public List<string> EventIds { get; } = [];

    public async Task AppendAsync(int events, int blobBytes = 0)
    {
        for (var i = 0; i < events; i++)
        {
            var body = new byte[blobBytes];
            Random.Shared.NextBytes(body);
            var card = Some.Event() with { Site = _identity.Site, Device = _identity.Device, BootId = _identity.BootId, Epoch = "", Seq = 0 };
            OutboxBlob[] blobs = blobBytes == 0 ? [] : [new(BlobKind.Mask, ContentTypes.Png, body)];
            Assert.True((await Outbox.AppendAsync(new(card, blobs), TestContext.Current.CancellationToken)).Accepted);
            EventIds.Add(card.EventId);
            foreach (var blob in blobs) Blobs[blob.Sha256] = body;
        }
    }

    /// <param name="hub">What its archive has to say, should it not.</param>
    public Task EmptiesAsync(Func<string>? hub = null) =>
        Eventually.TrueAsync(() => Task.FromResult(Outbox.Snapshot().Rows == 0), () => $"the outbox is empty ({hub?.Invoke()}, {Outbox.Snapshot()}, {_publisher.Status})");

    public Task IsSentAsync(int rows) => Eventually.TrueAsync(() => Task.FromResult(Outbox.Snapshot().Sent == rows), () => $"{rows} records are with the broker ({Outbox.Snapshot()})");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Outbox.DisposeAsync();
        _keys.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static BirthMessage Birth() => new()
    {
        Software = "test",
        Model = new() { Name = "road", Version = "1.0", Sha256 = new string('0', 64), Provider = "CPU" },
        Classes = [],
        Cameras = [],
        FlagRules = [],
    };

    private async Task StartAsync(CommandDesk desk, OutboxCommands commands)
    {
        await commands.AttachAsync(desk);
        await _publisher.RunAsync(_stop.Token);
    }
}
