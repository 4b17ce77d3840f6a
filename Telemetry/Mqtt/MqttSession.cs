using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace SegEdge.Telemetry;

/// <summary>One connection, from CONNACK to its end. It is never mended, only replaced.</summary>
/// <remarks>MQTTnet has no publish time-out, ignores the broker's receive maximum and packet size, and its keep-alive trusts packets it
/// sent (dotnet/MQTTnet#2130): slots, limits, time-outs and pings here are ours.</remarks>
internal sealed class MqttSession : IAsyncDisposable
{
    private readonly IMqttClient _client;
    private readonly MqttOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly long _connectedAt;
    private readonly TopicAliases _aliases;
    private readonly AnswerLine _answers;

    private MqttSession(IMqttClient client, MqttClientConnectResult answer, MqttOptions options, TimeProvider time)
    {
        (_client, _options, _time, _connectedAt) = (client, options, time, time.GetTimestamp());
        Window = Math.Min(options.Window, answer.ReceiveMaximum is null or 0 ? ushort.MaxValue : answer.ReceiveMaximum.Value);
        MaxPacket = (int)Math.Min(
            options.MaxPacket, answer.MaximumPacketSize is null or 0 ? uint.MaxValue : answer.MaximumPacketSize.Value);
        Slots = new SemaphoreSlim(Window, Window);
        _aliases = new(answer.TopicAliasMaximum);
        Lost = _lost.Token;
        _answers = new(time, End);
    }

    public int Window { get; }

    public int MaxPacket { get; }

    /// <summary>One per QoS 1 publish in flight, so that the broker's receive maximum holds for all of them together.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>Cancelled when the link is gone, whoever noticed.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why it is gone; null while it is there.</summary>
    public string? LostBecause { get; private set; }

    /// <summary>The reason code of the broker's DISCONNECT; null where the link ended without one.</summary>
    public MqttDisconnectReasonCode? BrokersWord { get; private set; }

    public TimeSpan Lifetime => _time.GetElapsedTime(_connectedAt);

    /// <exception cref="BrokerException">It did not work; says why.</exception>
    public static async Task<MqttSession> ConnectAsync(MqttOptions options, DeviceIdentity identity, MqttApplicationMessage will,
        Func<MqttApplicationMessage, Task> received, TimeProvider time, CancellationToken cancellation)
    {
        var tls = TlsLink.Open(options);
        var client = new MqttClientFactory().CreateMqttClient();
        // The session is made after the connection, but the connection may end before that: the task carries the news over.
        var ended = new TaskCompletionSource<MqttClientDisconnectedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += e =>
        {
            ended.TrySetResult(e);
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += e => received(e.ApplicationMessage);
        try
        {
            var answer = await MqttConnect.ConnectAsync(client, options, MqttConnect.Options(options, identity, will, tls), tls, time, cancellation);
            var session = new MqttSession(client, answer, options, time);
            _ = session.WatchAsync(ended.Task);
            return session;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Takes a slot for a QoS 1 message, then publishes.</summary>
    public async Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message, CancellationToken cancellation)
    {
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            // State and live masks: each topic has one sender, so the message before was written.
            _aliases.Shorten(message);
            return await PublishInSlotAsync(message, cancellation);
        }

        await Slots.WaitAsync(cancellation);
        try { return await PublishInSlotAsync(message, cancellation); }
        finally { Slots.Release(); }
    }

    /// <summary>Publishes; the caller holds the slot. Next to be answered and not answered within the time-out ends the session.</summary>
    /// <exception cref="BrokerException">The link ended before the answer.</exception>
    public Task<MqttClientPublishResult> PublishInSlotAsync(MqttApplicationMessage message, CancellationToken cancellation) =>
        AskAsync(token => _client.PublishAsync(message, token), _options.PublishTimeout, $"no answer to a publish on "
            + $"'{message.Topic}'", cancellation);

    public Task<MqttClientSubscribeResult> SubscribeAsync(string topic, CancellationToken cancellation)
    {
        var how = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce).Build();
        return AskAsync(token => _client.SubscribeAsync(how, token), _options.PublishTimeout, "no answer to a subscribe", cancellation);
    }

    public Task PingAsync(CancellationToken cancellation) =>
        AskAsync(
            async token => { await _client.PingAsync(token); return true; }, _options.KeepAlive / 2, "no answer to a ping", cancellation);

    /// <summary>DISCONNECT, so that the broker forgets the will.</summary>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Lost);
        await _client.DisconnectAsync(new MqttClientDisconnectOptions(), both.Token);
    }

    /// <summary>Gives the link up without a farewell.</summary>
    public void End(string because)
    {
        lock (_lost)
        {
            if (_lost.IsCancellationRequested) return;
            LostBecause = because;
        }

        _lost.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        End("closed");
        _answers.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WatchAsync(Task<MqttClientDisconnectedEventArgs> ended)
    {
        var e = await ended;
        // 0 is also what MQTTnet reports when no DISCONNECT came.
        if (e.Reason != 0) BrokersWord = (MqttDisconnectReasonCode)(int)e.Reason;
        End($"the broker or the network ended the connection ({e.Reason}{(e.Exception is null ? "" : ": " + e.Exception.Message)})");
    }

    private async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask, TimeSpan patience, string silence, CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Lost);
        var place = _answers.Join(patience, silence);
        try
        {
            return await ask(any.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { throw; } // expected: shutdown
        // Whatever MQTTnet throws here (its own types, ObjectDisposed, socket errors) means that this link is over.
        catch (Exception e)
        {
            // Before the end is announced: whoever settles then must know the reason.
            if (e is MqttClientUnexpectedDisconnectReceivedException word) BrokersWord = word.ReasonCode;
            End(e.Message);
            throw new BrokerException($"MQTT broker {_options.Host}:{_options.Port}: connection lost, {LostBecause}. Connecting again.", e);
        }
        finally
        {
            _answers.Leave(place);
        }
    }
}
