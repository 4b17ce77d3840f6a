using System.Threading.Channels;

namespace SegEdge.Telemetry;

/// <summary>Live masks for whoever looks now: never stored; what the link cannot take at once is dropped and counted.</summary>
public sealed class LiveOutlet
{
    /// <summary>Older ones are not live any more.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly Channel<(LiveMask Mask, long At)> _waiting;
    private long _dropped;

    internal LiveOutlet(TimeProvider time)
    {
        _time = time;
        // 4: the heads of one picture; a second picture would only add its age.
        _waiting = Channel.CreateBounded<(LiveMask, long)>(
            new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Since the start of the process.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Returns at once; safe from any thread.</summary>
    public void Offer(LiveMask mask) => _waiting.Writer.TryWrite((mask, _time.GetTimestamp()));

    internal async Task RunAsync(MqttSession session, MqttMessages messages, CancellationToken cancellation)
    {
        await foreach (var (mask, at) in _waiting.Reader.ReadAllAsync(cancellation))
        {
            var message = messages.Live(mask);
            if (_time.GetElapsedTime(at) > Life || PacketSize.Of(message) > session.MaxPacket) Interlocked.Increment(ref _dropped);
            else await session.PublishAsync(message, cancellation);
        }
    }
}
