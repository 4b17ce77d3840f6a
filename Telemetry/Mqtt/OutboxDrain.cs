using Microsoft.Extensions.Logging;
using MQTTnet;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Moves records from the outbox to the broker, a window at a time, and settles every one it took.</summary>
/// <remarks>Telemetry design, section 5, steps 3 to 7. Law: when <see cref="RunAsync"/> returns, nothing it took is still in
/// flight.</remarks>
internal sealed class OutboxDrain(IOutbox outbox, MqttOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Breather = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    // Each with the turn of its packet that was sent last.
    private readonly List<(long Turn, OutboxRecord Record)> _unsettled = [];
    private (long Order, int Strikes) _head;
    private long _turns;
    private bool _saidUnheard;

    /// <summary>Sends until the link is lost, or, once stopping, until nothing waits.</summary>
    /// <param name="deadline">Ends it in any case.</param>
    public async Task RunAsync(MqttSession session, CancellationToken stopping, CancellationToken deadline)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, deadline);
        var pace = new Pace(time, options.BacklogMessagesPerSecond, options.BacklogBytesPerSecond);
        var sends = new List<Task>();
        _saidUnheard = false;
        try
        {
            await outbox.ReturnSentAsync(end.Token); // the broker may have forgotten it with the last link
            while (await NextAsync(session, pace, sends, stopping, end.Token) is var (record, late))
            {
                sends.RemoveAll(send => send.IsCompleted);
                // Not awaited: up to a window of them run. They start in order, and MQTTnet writes in the order of the calls.
                sends.Add(SendAsync(record, late, session, pace, end.Token));
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested) { } // expected: link lost or out of time
        finally
        {
            await Task.WhenAll(sends);
            await SettleAsync(session, lost: session.Lost.IsCancellationRequested && !deadline.IsCancellationRequested);
        }
    }

    /// <summary>The next record, with a slot held for it, and whether it waited since before this link; null when stopping and nothing
    /// waits or is in flight.</summary>
    private async Task<(OutboxRecord Record, bool Late)?> NextAsync(
        MqttSession session, Pace pace, List<Task> sends, CancellationToken stopping, CancellationToken end)
    {
        while (true)
        {
            await session.Slots.WaitAsync(end);
            OutboxRecord? record = null;
            var lifetime = TimeSpan.Zero;
            try
            {
                await pace.WaitAsync(end);
                lifetime = session.Lifetime; // before the take: ages are counted up to it
                record = await outbox.TakeAsync(end);
            }
            finally
            {
                if (record is null) session.Slots.Release();
            }

            if (record is not null) return (record, record.Age > lifetime);
            if (stopping.IsCancellationRequested)
            {
                // One in flight may come back for another try.
                await Task.WhenAll(sends).WaitAsync(end);
                sends.Clear();
                if (outbox.Snapshot() is var left && left.Rows <= left.Parked || _unsettled.Count > 0) return null;
                continue;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, end);
            try { await outbox.WaitAsync(either.Token); }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested && !end.IsCancellationRequested) { } // look once more
        }
    }

    private async Task SendAsync(OutboxRecord record, bool late, MqttSession session, Pace pace, CancellationToken end)
    {
        var turn = 0L;
        try
        {
            if (late) pace.SentLate(record.Body.Length);
            if (Fitting(record, late, session.MaxPacket) is not { } messages)
            {
                await GiveUpAsync(record, $"{record.Body.Length} bytes do not fit a packet of {session.MaxPacket}");
                return;
            }

            var verdict = PublishVerdict.Delivered;
            foreach (var message in messages)
            {
                Task<MqttClientPublishResult> answering;
                // Turn and call together: the next part of a blob may start while another record does.
                lock (_gate) (turn, answering) = (++_turns, session.PublishInSlotAsync(message, end));
                verdict = PublishVerdicts.Of((await answering).ReasonCode);
                if (verdict is PublishVerdict.Busy or PublishVerdict.Hopeless) break;
            }

            await ApplyAsync(record, verdict, pace);
        }
        catch (Exception e) when (e is BrokerException or OperationCanceledException)
        {
            lock (_gate) _unsettled.Add((turn, record)); // expected: settled when all have ended
        }
        finally
        {
            session.Slots.Release();
        }
    }

    private async Task ApplyAsync(OutboxRecord record, PublishVerdict verdict, Pace pace)
    {
        switch (verdict)
        {
            case PublishVerdict.Hopeless:
                await GiveUpAsync(record, "the broker refused it for good");
                break;
            case PublishVerdict.Busy:
            case PublishVerdict.Unheard when options.RequireSubscriber:
                pace.Hold(Breather);
                await outbox.RetryAsync(record);
                break;
            default:
                // A site without an archive of decisions is no mistake: the device has its own copy.
                if (verdict == PublishVerdict.Unheard && record.Stream != StreamKind.Audit && !_saidUnheard)
                {
                    _saidUnheard = true;
                    PublisherLog.Unheard(log, options.Host, options.Port, record.Topic);
                }

                await (outbox.Confirm == ConfirmBy.Archive ? outbox.SentAsync(record) : outbox.ConfirmAsync(record));
                break;
        }
    }

    /// <summary>One message, or the parts of a blob; null where it cannot be made to fit.</summary>
    private static IEnumerable<MqttApplicationMessage>? Fitting(OutboxRecord record, bool late, int maxPacket)
    {
        var whole = MqttMessages.Record(record, late);
        whole.Payload = new(record.Body);
        if (PacketSize.Of(whole) <= maxPacket) return [whole];
        // The longest part numbers there can be: 7 digits of offset, 4 and 4 of i/n.
        var room = maxPacket - PacketSize.Overhead(whole) - 48;
        if (record.Sha256 is null || room < 1024) return null;
        return BlobSplitter.Split(record.EventId, record.Sha256, record.Body, room).Select(part =>
        {
            var message = MqttMessages.Record(record, late, part);
            message.Payload = new(part.Body);
            return message;
        });
    }

    /// <summary>The broker answers in the order of sending, so whatever offended it is the first without an answer: only that one is ever
    /// blamed.</summary>
    private async Task SettleAsync(MqttSession session, bool lost)
    {
        var first = true;
        foreach (var (_, record) in _unsettled.OrderBy(one => one.Turn))
        {
            if (first && lost && Blame(record, session))
                await GiveUpAsync(record, $"the link was lost on it again and again, the last time because {session.LostBecause}");
            else
                await outbox.RetryAsync(record);
            first = false;
        }

        _unsettled.Clear();
    }

    private bool Blame(OutboxRecord record, MqttSession session)
    {
        _head = (record.Order, (record.Order == _head.Order ? _head.Strikes : 0) + DisconnectStrikes.Of(session.BrokersWord));
        return _head.Strikes >= DisconnectStrikes.GiveUp;
    }

    private async Task GiveUpAsync(OutboxRecord record, string reason)
    {
        PublisherLog.Quarantined(log, record.Topic, record.EventId, record.Seq, reason);
        await outbox.QuarantineAsync(record, reason);
    }
}
