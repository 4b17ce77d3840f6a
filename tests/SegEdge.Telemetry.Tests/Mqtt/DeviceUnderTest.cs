using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>A publisher with its outbox, running beside the test as it would in the host.</summary>
internal sealed class DeviceUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public DeviceUnderTest(int port, MqttOptions? options = null, ILogger<MqttPublisher>? log = null, IOutbox? outbox = null,
        Func<DeviceIdentity, IOutbox, CommandDesk>? commands = null)
    {
        Identity = Some.Identity();
        Outbox = outbox ?? new MemoryOutbox(16 << 20, TimeProvider.System);
        options = (options ?? new()) with
        {
            Host = "127.0.0.1",
            Port = port,
            MaxBackoff = TimeSpan.FromSeconds(1), // tests wait for it
            WillDelay = options?.WillDelay ?? TimeSpan.Zero,
        };
        Publisher = new(options, Identity, Outbox, Some.Birth, Some.Health, TimeProvider.System, log ?? new LogLines(), commands?.Invoke(Identity, Outbox));
        _running = Publisher.RunAsync(_stop.Token);
    }

    public DeviceIdentity Identity { get; }

    public IOutbox Outbox { get; }

    public MqttPublisher Publisher { get; }

    public async Task<AppendReceipt> AppendAsync(Severity severity = Severity.Alert, params OutboxBlob[] blobs) =>
        await Outbox.AppendAsync(new(Some.Event(severity) with { BootId = Identity.BootId }, blobs), TestContext.Current.CancellationToken);

    public Task EmptiesAsync() => Eventually.TrueAsync(() => Outbox.Snapshot().Rows == 0, $"empty outbox ({Publisher.Status})");

    public Task ConnectsAsync() => Eventually.TrueAsync(() => Publisher.Status.Connected, $"connected ({Publisher.Status.LastError})");

    public Task DisconnectsAsync() => Eventually.TrueAsync(() => !Publisher.Status.Connected, "not connected");

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Eventually.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
