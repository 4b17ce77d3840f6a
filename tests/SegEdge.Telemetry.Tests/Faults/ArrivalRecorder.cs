using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A consumer with a persistent session that notes every record in the order of arrival, and comes back when the broker does.</summary>
internal sealed class ArrivalRecorder : IAsyncDisposable
{
    private const string MarkerTopic = "test/marker";

    private readonly BlobAssembler _parts = new(TimeProvider.System);
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly MqttClientOptions _options;
    private readonly Task _staying;
    private IMqttClient? _client; // connected and subscribed; another with each connection, since MQTTnet's may stay half open after a failed attempt
    private string? _marker, _lastError;
    private int _garbled;

    private ArrivalRecorder(int port)
    {
        _options = new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId("recorder").WithCleanStart(false).WithSessionExpiryInterval(86_400).WithTimeout(TimeSpan.FromSeconds(5)).Build();
        _staying = StayAsync();
    }

    public IReadOnlyList<Arrival> Arrivals
    {
        get { lock (_gate) return [.. _arrivals]; }
    }

    public int Count
    {
        get { lock (_gate) return _arrivals.Count; }
    }

    /// <summary>Messages on a record's topic that are no record: unreadable, or blobs that are not what their hash says.</summary>
    public int Garbled
    {
        get { lock (_gate) return _garbled; }
    }

    public static async Task<ArrivalRecorder> StartAsync(int port)
    {
        var recorder = new ArrivalRecorder(port);
        await recorder.CatchUpAsync();
        return recorder;
    }

    /// <summary>Ends when all that the broker held for it has come: the broker keeps order, and a message of our own is the last.</summary>
    public async Task CatchUpAsync()
    {
        var marker = Guid.NewGuid().ToString();
        await Eventually.TrueAsync(async () => await TryPublishAsync(marker), () => $"the recorder reaches the broker ({_lastError})");
        await Eventually.TrueAsync(() => Volatile.Read(ref _marker) == marker, "the recorder hears its own marker");
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _staying;
        _closed.Dispose();
    }

    private async Task<bool> TryPublishAsync(string marker)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            if (Volatile.Read(ref _client) is not { IsConnected: true } client) return false;
            var answer = await client.PublishStringAsync(MarkerTopic, marker, MqttQualityOfServiceLevel.AtLeastOnce, retain: false, patience.Token);
            if (answer.ReasonCode != 0) _lastError = $"the marker was answered {answer.ReasonCode}";
            return answer.ReasonCode == 0;
        }
        catch (Exception e) when (IsOutage(e) && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            _lastError = e.Message;
            return false; // expected: the broker is away
        }
    }

    private async Task StayAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            using var client = new MqttClientFactory().CreateMqttClient();
            client.ApplicationMessageReceivedAsync += e =>
            {
                Note(e.ApplicationMessage);
                return Task.CompletedTask;
            };
            try
            {
                // MQTTnet waits for ever under a caller's token.
                using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token))
                {
                    patience.CancelAfter(TimeSpan.FromSeconds(5));
                    await client.ConnectAsync(_options, patience.Token);
                    var subscribe = new MqttClientSubscribeOptionsBuilder().WithTopicFilter("segedge/#", MqttQualityOfServiceLevel.AtLeastOnce)
                        .WithTopicFilter(MarkerTopic, MqttQualityOfServiceLevel.AtLeastOnce).Build();
                    await client.SubscribeAsync(subscribe, patience.Token);
                }

                Volatile.Write(ref _client, client);
                while (client.IsConnected) await Task.Delay(TimeSpan.FromMilliseconds(10), _closed.Token);
                _lastError = "the connection was lost";
            }
            catch (Exception e) when (!_closed.IsCancellationRequested || IsOutage(e))
            {
                _lastError = e.Message; // whatever MQTTnet threw: it tries again until the end
            }

            Volatile.Write(ref _client, null);
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private void Note(MqttApplicationMessage message)
    {
        if (message.Topic == MarkerTopic)
        {
            Volatile.Write(ref _marker, System.Text.Encoding.UTF8.GetString(message.Payload.ToArray()));
            return;
        }

        try
        {
            if (Read(message) is not { } arrival) return;
            lock (_gate) _arrivals.Add(arrival);
        }
        catch (Exception e) when (e is TelemetryFormatException or JsonException or FormatException or ArgumentNullException)
        {
            lock (_gate) _garbled++;
        }
    }

    private Arrival? Read(MqttApplicationMessage message)
    {
        if (!Topics.TryParse(message.Topic, out var address) || address.Kind is not (TopicKind.Event or TopicKind.Blob or TopicKind.Gap)) return null;
        var body = message.Payload.ToArray();
        var epoch = WireProperty.Read(message, WireProperty.Epoch) ?? "";
        var seq = long.Parse(WireProperty.Read(message, WireProperty.Seq)!, System.Globalization.CultureInfo.InvariantCulture);
        if (address.Kind == TopicKind.Gap) return new GapArrival(JsonSerializer.Deserialize(body, TelemetryJson.Default.GapMessage)!, Hash(body));
        if (address.Kind == TopicKind.Event)
            return new EventArrival(epoch, seq, JsonSerializer.Deserialize(body, TelemetryJson.Default.EventMessage)!.EventId, Hash(body));
        message.Payload = new(body); // the payload is on loan from MQTTnet's receive buffer
        var part = WireProperty.ReadBlobPart(message);
        return _parts.Add(part) is { } whole
            ? new BlobArrival(epoch, seq, part.EventId, part.Sha256, Hash(whole.Span))
            : new PartArrival(epoch, seq, part.EventId, part.Sha256);
    }

    private static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static bool IsOutage(Exception e) => e is MqttCommunicationException or OperationCanceledException or InvalidOperationException
        or System.Net.Sockets.SocketException or IOException or MqttClientDisconnectedException;
}
