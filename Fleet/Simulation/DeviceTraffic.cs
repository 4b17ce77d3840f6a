using Microsoft.Extensions.Logging;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>One simulated device on a broker: the telemetry of a real one, with an invented camera in front.</summary>
internal sealed class DeviceTraffic
{
    // Half a minute of a whole fleet's traffic through one device; beyond it the load is above what the broker takes, and that is to be seen.
    private const long CapBytes = 64L << 20;

    private readonly SimulatedFleetOptions _options;
    private readonly SimulatedPictures _pictures;
    private readonly SimulatedOutbox _outbox;
    private readonly MqttPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly int _gapsEvery;
    private long _frames;

    /// <param name="gapsEvery">One in so many events is lost and named in a gap; 0 is none.</param>
    public DeviceTraffic(SimulatedDevice device, SimulatedFleetOptions options, SimulatedPictures pictures, MqttOptions mqtt, int gapsEvery, TimeProvider time, ILoggerFactory logs)
    {
        (Device, _options, _pictures, _time, _started, _gapsEvery) = (device, options, pictures, time, time.GetTimestamp(), gapsEvery);
        Identity = new(device.Site, device.Name, DeviceIdentity.NewBootId());
        _outbox = new(new MemoryOutbox(CapBytes, time), Identity, time);
        _publisher = new(mqtt, Identity, _outbox, Birth, Health, time, logs.CreateLogger<MqttPublisher>());
    }

    public SimulatedDevice Device { get; }

    public DeviceIdentity Identity { get; }

    public string Epoch => _outbox.Epoch;

    public PublisherStatus Status => _publisher.Status;

    public OutboxSnapshot Waiting => _outbox.Snapshot();

    /// <summary>Events appended, lost on purpose, and refused for want of room.</summary>
    public (long Accepted, long Lost, long Refused) Counts { get; private set; }

    public Task RunAsync(CancellationToken stop) => _publisher.RunAsync(stop);

    /// <returns>The number of the event; null where it was lost on purpose or refused.</returns>
    public async Task<(string EventId, long? Seq)> FlagAsync(SimulatedFlag flag, Random random)
    {
        var id = EventMessage.NewId(_time);
        var blobs = SimulatedBlobs.Of(flag, id, flag.Version == _options.ContextVersion, _pictures, random);
        var entry = SimulatedCard.Entry(flag, id, Identity, ++_frames * 30, blobs, _pictures.Classes, random);
        if (_gapsEvery > 0 && _frames % _gapsEvery == 0)
        {
            await _outbox.AppendAndLoseAsync(entry);
            Counts = Counts with { Lost = Counts.Lost + 1 };
            return (id, null);
        }

        var receipt = await _outbox.AppendAsync(entry);
        Counts = receipt.Accepted ? Counts with { Accepted = Counts.Accepted + 1 } : Counts with { Refused = Counts.Refused + 1 };
        return (id, receipt.Seq);
    }

    private BirthMessage Birth() => new()
    {
        Software = "segedge simulate-fleet",
        Model = SimulatedCard.ModelOf(_options.Versions[^1]),
        Classes = _pictures.Classes,
        Cameras = [.. Device.Cameras.Select(camera => new BirthCamera { Id = camera.Name, Width = _pictures.Clean[0].Width, Height = _pictures.Clean[0].Height })],
        FlagRules = [.. SimulatedNature.Rules.Select(rule => new BirthFlagRule { Rule = rule.Name, Threshold = 0.1, Severity = rule.Severity })],
    };

    private DeviceHealth Health() => new()
    {
        UptimeS = _time.GetElapsedTime(_started).TotalSeconds,
        Fps = 30,
        P50Ms = 25,
        P95Ms = 38,
        TempC = 55,
        Throttled = false,
        Clock = ClockSource.Ntp,
        Mode = DeviceMode.Normal,
    };
}
