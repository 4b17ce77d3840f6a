using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Fills the archive from the broker, so that the browser shows what really left the device.</summary>
/// <remarks>Connects for ever, with back-off. A clean session: what the list misses meanwhile is the durable archive's business.</remarks>
public sealed class MqttArchiveFeed : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    // A connection that lasted this long was a good one; the next loss starts with a short wait again.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    private readonly MqttFeedOptions _options;
    private readonly ArchiveMessages _messages;
    private readonly TimeProvider _time;
    private readonly ILogger<MqttArchiveFeed> _log;
    private volatile BrokerStatus _broker;

    public MqttArchiveFeed(
        MqttFeedOptions options, EventArchive archive, ArchiveLimits limits, TimeProvider time, ILogger<MqttArchiveFeed> log)
    {
        _options = options;
        _messages = new ArchiveMessages(archive, limits, time);
        _time = time;
        _log = log;
        _broker = new BrokerStatus(false, $"connecting to {Address}");
    }

    /// <summary>For <see cref="DashboardStatus.Broker"/>, unless the publisher's own connection says more.</summary>
    public BrokerStatus Broker => _broker;

    private string Address => $"{_options.Host}:{_options.Port}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            var started = _time.GetTimestamp();
            try { await ListenAsync(stoppingToken); }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; } // expected: shutdown
            catch (Exception e) // expected: no broker, refused, timed out; whatever it is, the only answer is to try again
            {
                _broker = new BrokerStatus(false, $"{Address}: {e.Message}");
                FeedLog.Lost(_log, Address, e.Message);
            }
            if (_time.GetElapsedTime(started) > Settled) failures = 0;
            try { await Task.Delay(Wait(failures), _time, stoppingToken); }
            catch (OperationCanceledException) { return; } // expected: shutdown
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += gone =>
        {
            lost.TrySetResult(gone.ReasonString ?? gone.Exception?.Message ?? gone.Reason.ToString());
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += received =>
        {
            var outcome = _messages.Add(received.ApplicationMessage);
            if (outcome == ArchiveOutcome.Refused) FeedLog.Refused(_log, received.ApplicationMessage.Topic);
            return Task.CompletedTask;
        };
        await ConnectAsync(client, stopping);
        _broker = new BrokerStatus(true, Address);
        FeedLog.Listening(_log, Address);
        var reason = await lost.Task.WaitAsync(stopping);
        throw new IOException($"connection lost ({reason})");
    }

    private async Task ConnectAsync(IMqttClient client, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(ConnectLimit);
        var builder = new MqttClientOptionsBuilder()
            .WithBroker(_options.Host, _options.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(_options.ClientId)
            .WithCleanStart()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(15));
        _options.Configure?.Invoke(builder);
        try
        {
            var connected = await client.ConnectAsync(builder.Build(), limit.Token);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
                throw new IOException($"refused the connection ({connected.ResultCode})");
            var subscribed = await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(DeviceTopic.Events, MqttQualityOfServiceLevel.AtLeastOnce)
                .WithTopicFilter(DeviceTopic.Blobs, MqttQualityOfServiceLevel.AtLeastOnce).Build(), limit.Token);
            foreach (var item in subscribed.Items.Where(i => (int)i.ResultCode >= 0x80))
                throw new IOException($"refused '{item.TopicFilter.Topic}' ({item.ResultCode}); allow this client to read it");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {ConnectLimit.TotalSeconds:0} s");
        }
    }

    // Random between nothing and the doubled wait: many dashboards must not come back to a restarted broker at once.
    private static TimeSpan Wait(int failures)
    {
        var most = Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(failures, 10)));
        return TimeSpan.FromSeconds(0.1 + (Random.Shared.NextDouble() * most));
    }
}
