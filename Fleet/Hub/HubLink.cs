using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>One connection of a hub to its broker; never mended, only replaced.</summary>
internal sealed class HubLink : IAsyncDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(20);

    // A broker that keeps to Receive Maximum never comes near it.
    private const int Overdraft = 2;

    private static readonly string[] Records = ["event/+", "blob/+/+", "gap", "audit"];

    // Not shared: retained messages do not come with a shared subscription, and every worker must know who is there.
    private static readonly string[] Presence = ["birth", "connection"];

    private readonly IMqttClient _client;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubLink(IMqttClient client, TimeProvider time)
    {
        (_client, _time) = (client, time);
        client.DisconnectedAsync += gone =>
        {
            _lost.TrySetResult(gone.ReasonString ?? gone.Exception?.Message ?? gone.Reason.ToString());
            return Task.CompletedTask;
        };
    }

    /// <summary>Why it is gone, once it is.</summary>
    public Task<string> Lost => _lost.Task;

    /// <param name="received">Called in the order of arrival, from the first packet on; must be quick.</param>
    /// <param name="answers">Id of the key whose commands' answers are wanted; null: of none.</param>
    /// <exception cref="BrokerException">It did not work; says why and what to do.</exception>
    public static async Task<HubLink> ConnectAsync(HubOptions hub, MqttOptions mqtt, string? answers,
        Func<MqttApplicationMessageReceivedEventArgs, Task> received, TimeProvider time, CancellationToken cancellation)
    {
        var tls = TlsLink.Open(mqtt);
        var link = new HubLink(new MqttClientFactory().CreateMqttClient(new PacedAdapters(Overdraft * hub.ReceiveMaximum)), time);
        link._client.ApplicationMessageReceivedAsync += received;
        try
        {
            await MqttConnect.ConnectAsync(link._client, mqtt, Options(hub, mqtt, tls), tls, time, cancellation).ConfigureAwait(false);
            await link.SubscribeAsync(hub, mqtt, answers, cancellation).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What a hub subscribes to, and with which QoS.</summary>
    public static IReadOnlyList<(string Filter, MqttQualityOfServiceLevel QoS)> Filters(HubOptions hub, string? answers)
    {
        var devices = $"segedge/{ContractVersion.Topic}/{hub.Site}/+/";
        var share = hub.SharedGroup is { Length: > 0 } group ? $"$share/{group}/" : "";
        return
        [
            .. Records.Select(suffix => (share + devices + suffix, MqttQualityOfServiceLevel.AtLeastOnce)),
            .. Presence.Select(suffix => (devices + suffix, MqttQualityOfServiceLevel.AtLeastOnce)),
            (devices + "state", MqttQualityOfServiceLevel.AtMostOnce),
            .. answers is null ? Array.Empty<(string, MqttQualityOfServiceLevel)>()
                : [($"{devices}cmd-res/{answers}", MqttQualityOfServiceLevel.AtMostOnce), (devices + "live/+/mask", MqttQualityOfServiceLevel.AtMostOnce)],
        ];
    }

    /// <returns>False where the broker did not take it.</returns>
    public async Task<bool> PublishAsync(MqttApplicationMessage message, CancellationToken cancellation)
    {
        // MQTTnet waits for ever under a caller's token.
        using var patience = new CancellationTokenSource(AnswerPatience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return (await _client.PublishAsync(message, both.Token).ConfigureAwait(false)).IsSuccess;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return false; // expected: the link is gone, whatever MQTTnet calls it; whoever waits for this message asks again
        }
    }

    /// <summary>DISCONNECT; the broker keeps the session and what was not acknowledged.</summary>
    public async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource(AnswerPatience, _time);
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // expected: it was gone already
        }
    }

    public ValueTask DisposeAsync()
    {
        _lost.TrySetResult("closed");
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static MqttClientOptions Options(HubOptions hub, MqttOptions mqtt, TlsLink? tls)
    {
        // In a group the broker would go on dealing messages to a worker that is dead but has a session; the others are who stands in for it.
        var keeps = hub.SharedGroup is not { Length: > 0 };
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithBroker(mqtt.Host, mqtt.Port)
            .WithClientId(mqtt.ClientId is { Length: > 0 } id ? id : $"segedge-hub-{hub.Name}")
            .WithCleanStart(!keeps)
            .WithSessionExpiryInterval(keeps ? (uint)hub.SessionExpiry.TotalSeconds : 0)
            .WithKeepAlivePeriod(mqtt.KeepAlive)
            .WithTimeout(mqtt.ConnectTimeout)
            .WithReceiveMaximum((ushort)hub.ReceiveMaximum);
        if (mqtt.User is not null) builder.WithCredentials(mqtt.User, mqtt.Password);
        tls?.Apply(builder);
        return builder.Build();
    }

    private async Task SubscribeAsync(HubOptions hub, MqttOptions mqtt, string? answers, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(AnswerPatience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var builder = new MqttClientSubscribeOptionsBuilder();
        foreach (var (filter, qos) in Filters(hub, answers)) builder.WithTopicFilter(filter, qos);
        MqttClientSubscribeResult answer;
        try
        {
            answer = await _client.SubscribeAsync(builder.Build(), both.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw new BrokerException($"MQTT broker {mqtt.Host}:{mqtt.Port} did not answer the subscriptions: {e.Message} Trying again.", e);
        }

        if (answer.Items.FirstOrDefault(item => (int)item.ResultCode >= 0x80) is { } refused)
            throw new BrokerException($"MQTT broker {mqtt.Host}:{mqtt.Port} refused '{refused.TopicFilter.Topic}' ({refused.ResultCode}). Allow this hub to read it "
                + "(deploy/fleet/mosquitto/acl), or use a broker with shared subscriptions; trying again.");
    }
}
