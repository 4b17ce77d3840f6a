using Microsoft.Extensions.Logging;
using MQTTnet;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Keeps the device present on its broker and empties the outbox into it, for as long as the process runs.</summary>
/// <remarks>Telemetry design, sections 1, 2 and 5. One connection after the other; an unreachable broker is a state, not an
/// error.</remarks>
/// <param name="birth">Asked at each connect. Boot, epoch, limits and confirm are stamped here.</param>
/// <param name="health">Asked for each <c>state</c>; must be quick and safe from any thread.</param>
/// <param name="commands">Null: the device does not listen.</param>
public sealed class MqttPublisher(
    MqttOptions options,
    DeviceIdentity identity,
    IOutbox outbox,
    Func<BirthMessage> birth,
    Func<DeviceHealth> health,
    TimeProvider time,
    ILogger<MqttPublisher> log,
    CommandDesk? commands = null)
{
    private readonly MqttMessages _messages = new(identity, () => outbox.Epoch);
    private readonly OutboxDrain _drain = new(outbox, options, time, log);
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), options.MaxBackoff, time, Random.Shared);
    private readonly CommandChannel? _commands = commands is null ? null : new(identity, commands, new(identity, () => outbox.Epoch));
    private volatile PublisherStatus _status = new() { Connected = false, Since = time.GetUtcNow() };
    private int _failedAttempts, _birthChanged;
    private bool _everConnected;

    public LiveOutlet Live { get; } = new(time);

    /// <summary>Between two <c>state</c> messages; may be changed at any time, and holds from the next message on.</summary>
    public TimeSpan StateEvery { get; set; } = options.StateEvery;

    /// <summary>Read from any thread; raised changes are not announced, ask when needed.</summary>
    public PublisherStatus Status => _status;

    /// <summary>Runs until cancelled; then drains for <see cref="MqttOptions.DrainOnStop"/>, says <c>offline</c> and leaves. Call it
    /// once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LiveOneSessionAsync(stop);
                if (!stop.IsCancellationRequested) await Task.Delay(_backoff.Next(), time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { } // expected: shutdown while connecting or waiting
        }

        if (_status.Connected) _status = _status with { Connected = false, Since = time.GetUtcNow() };
    }

    private async Task LiveOneSessionAsync(CancellationToken stop)
    {
        using var presence = new Presence(identity, _messages, _status.Session + 1, time, log);
        _status = _status with { Session = _status.Session + 1 };
        try
        {
            await using var session = await MqttSession.ConnectAsync(options, identity, presence.Will, message => Hear(message, presence), time, stop);
            await ServeAsync(session, presence, stop);
            if (session.LostBecause is { } because && !stop.IsCancellationRequested)
                Failed($"MQTT broker {options.Host}:{options.Port}: connection lost, {because}. Connecting again.");
        }
        catch (BrokerException e)
        {
            Failed(e.Message);
        }
        // Unexpected: a fault in ours or in a callback. Telemetry must not take the vehicle's process down with it.
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            PublisherLog.Fault(log, e);
            Failed($"Publisher to {options.Host}:{options.Port} failed: {e.Message} See the log.");
        }
    }

    /// <summary>What the birth message says has changed: it is said again before the next state message.</summary>
    public void BirthChanged() => Interlocked.Exchange(ref _birthChanged, 1);

    private async Task ServeAsync(MqttSession session, Presence presence, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = stop.Register(() => deadline.CancelAfter(options.DrainOnStop));
        // Until the deadline, not until the stop: a stop that comes just now must still drain and say goodbye.
        await presence.SayAsync(ConnectionState.Online, session, deadline.Token);
        await SayBirthAsync(session, deadline.Token);
        Connected();
        // These end with the session, not with the stop: a cancelled write would take the link away from the drain.
        Task[] beside =
        [
            WatchOwnAsync(session, presence, session.Lost),
            ObeyAsync(session),
            Guarded(session, () => Live.RunAsync(session, _messages, session.Lost)),
            Guarded(session, () => EveryAsync(() => StateEvery, () => SayStateAsync(session, session.Lost), session.Lost)),
            // Two thirds: before MQTTnet's own ping, which waits for silence of ours and so would wait for ever on a busy dead link.
            Guarded(session, () => EveryAsync(() => options.KeepAlive * (2.0 / 3), () => session.PingAsync(session.Lost), session.Lost)),
        ];
        try
        {
            await _drain.RunAsync(session, stop, deadline.Token);
            if (stop.IsCancellationRequested && !session.Lost.IsCancellationRequested) await LeaveAsync(session, presence);
        }
        finally
        {
            session.End("closed");
            await Task.WhenAll(beside);
        }
    }

    private async Task SayBirthAsync(MqttSession session, CancellationToken cancellation)
    {
        var message = _messages.Birth(birth() with
        {
            BootId = identity.BootId,
            Epoch = outbox.Epoch,
            Confirm = outbox.Confirm,
            Limits = new() { MaxPacket = session.MaxPacket, Window = session.Window, CapBytes = outbox.Snapshot().CapBytes },
        });
        var size = PacketSize.Of(message);
        if (size > session.MaxPacket) PublisherLog.RetainedTooLarge(log, message.Topic, size, session.MaxPacket);
        else Check(await session.PublishAsync(message, cancellation), message.Topic);
    }

    private async Task SayStateAsync(MqttSession session, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _birthChanged, 0) == 1) await SayBirthAsync(session, cancellation);
        await session.PublishAsync(_messages.State(StateMessage.From(health(), outbox.Snapshot(), _status.Reconnects, Live.Dropped)), cancellation);
    }

    private Task WatchOwnAsync(MqttSession session, Presence presence, CancellationToken cancellation) => Guarded(session, async () =>
    {
        var topic = identity.Topics.Connection;
        var granted = (await session.SubscribeAsync(topic, cancellation)).Items.First().ResultCode;
        // Without the right to read it nothing is broken, only a stale will would stand.
        if (granted > MqttClientSubscribeResultCode.GrantedQoS2)
            PublisherLog.Rejected(log, options.Host, options.Port, topic, granted.ToString());
        await presence.CorrectAsync(session, cancellation);
    });

    private Task Hear(MqttApplicationMessage message, Presence presence)
    {
        _commands?.Hear(message);
        return presence.Hear(message);
    }

    private Task ObeyAsync(MqttSession session) => _commands is null ? Task.CompletedTask : Guarded(session, async () =>
    {
        commands!.Handle(CommandName.Rebirth, async (_, cancellation) =>
        {
            await SayBirthAsync(session, cancellation);
            return null;
        });
        var granted = (await session.SubscribeAsync(identity.Topics.Commands, session.Lost)).Items.First().ResultCode;
        if (granted > MqttClientSubscribeResultCode.GrantedQoS2)
            PublisherLog.Rejected(log, options.Host, options.Port, identity.Topics.Commands, granted.ToString());
        await _commands.RunAsync(session, session.Lost);
    });

    private async Task LeaveAsync(MqttSession session, Presence presence)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        try
        {
            await presence.SayAsync(ConnectionState.Offline, session, patience.Token);
            await session.LeaveAsync(patience.Token);
            PublisherLog.Left(log, options.Host, options.Port, outbox.Snapshot().Rows);
        }
        // The broker went away while we said goodbye; its will then says "broken", which is what happened.
        catch (Exception e) when (e is BrokerException or OperationCanceledException or MQTTnet.Exceptions.MqttCommunicationException)
        {
            PublisherLog.Lost(log, $"MQTT broker {options.Host}:{options.Port}: no farewell, {e.Message}.");
        }
    }

    private async Task EveryAsync(Func<TimeSpan> period, Func<Task> act, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(period(), time);
        do
        {
            await act();
            if (timer.Period != period()) timer.Period = period();
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    // A side task that fails takes the session with it: half a session would look healthy.
    private async Task Guarded(MqttSession session, Func<Task> run)
    {
        try { await run(); }
        catch (OperationCanceledException) { } // expected: session over or shutdown
        catch (BrokerException e) { session.End(e.Message); } // expected: link lost, the session knows
        catch (Exception e) // unexpected: a fault in health() or ours
        {
            PublisherLog.Fault(log, e);
            session.End(e.Message);
        }
    }

    private void Check(MqttClientPublishResult answer, string topic)
    {
        if (!answer.IsSuccess) PublisherLog.Rejected(log, options.Host, options.Port, topic, answer.ReasonCode.ToString());
    }

    private void Connected()
    {
        _backoff.Connected();
        PublisherLog.Connected(log, options.Host, options.Port, _failedAttempts + 1, _status.Session);
        var reconnects = _status.Reconnects + (_everConnected ? 1 : 0);
        (_failedAttempts, _everConnected) = (0, true);
        _status = _status with { Connected = true, Since = time.GetUtcNow(), Reconnects = reconnects };
    }

    // Once per outage: the first failure is news, the hundredth is not.
    private void Failed(string problem)
    {
        if (_status.Connected) PublisherLog.Lost(log, problem);
        else if (_failedAttempts == 0 && !_everConnected) PublisherLog.Unreachable(log, problem);
        _failedAttempts++;
        _status = _status with { Connected = false, Since = _status.Connected ? time.GetUtcNow() : _status.Since, LastError = problem };
    }
}
