using System.Text.Json;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>The records of one simulated device as a hub archives them, with numbers that rise and gaps for those that are lost.</summary>
internal sealed class SimulatedRecords
{
    // Of each kind of picture and model: enough that no mean is one of the same few maps.
    private const int Attachments = 150;

    private readonly SimulatedDevice _device;
    private readonly SimulatedFleetOptions _options;
    private readonly SimulatedPictures _pictures;
    private readonly DeviceIdentity _identity;
    private readonly Random _random;
    private readonly long _firstLoss;
    private readonly string _epoch = Ulid.NewUlid().ToString();
    private readonly Dictionary<(bool Mud, bool Context, bool Heat), List<SimulatedBlobs>> _blobs = [];
    private readonly List<long> _lost = [];
    private long _seq, _gaps;

    public SimulatedRecords(SimulatedDevice device, SimulatedFleetOptions options, SimulatedPictures pictures)
    {
        (_device, _options, _pictures, _identity) = (device, options, pictures, new(device.Site, device.Name, DeviceIdentity.NewBootId()));
        _random = new(SimulatedFleet.HashOf(device.Name + "/records", options.Seed));
        _firstLoss = _random.Next();
    }

    /// <summary>Takes a number for a record that never comes: of so many in a row just one, another one at each device. With chance alone a quiet device might lose none.</summary>
    public bool Loses(int oneIn)
    {
        if ((_seq + _firstLoss) % oneIn != 0) return false;
        _lost.Add(++_seq);
        return true;
    }

    public (EventMessage Card, IReadOnlyList<OutboxBlob> Blobs) Event(SimulatedFlag flag)
    {
        Span<byte> randomness = stackalloc byte[10];
        _random.NextBytes(randomness);
        var id = Ulid.NewUlid(flag.Utc, randomness).ToString();
        var blobs = BlobsOf(flag, id);
        var entry = SimulatedCard.Entry(flag, id, _identity, _seq * 30, blobs, _pictures.Classes, _random);
        return (entry.Stamp(_epoch, ++_seq, entry.Blobs.ToHashSet()), entry.Blobs);
    }

    /// <summary>Names all that was lost since.</summary>
    public IReadOnlyList<ArchivedGap> Gaps(DateTimeOffset now)
    {
        if (_lost.Count == 0) return [];
        var gap = new GapMessage
        {
            Seq = ++_gaps,
            Epoch = _epoch,
            BootId = _identity.BootId,
            Stream = StreamKind.Event,
            Ranges = [.. _lost.Select(seq => new SeqRange(seq, seq))],
            EventIds = [],
            Blobs = [],
            Count = _lost.Count,
            Bytes = _lost.Count * 1100L,
            Reason = _random.Next(3) == 0 ? GapReason.Expired : GapReason.Evicted,
            FirstUtc = now.AddMinutes(-5),
            LastUtc = now,
        };
        _lost.Clear();
        return [new(_device.Site, _device.Name, gap, JsonSerializer.SerializeToUtf8Bytes(gap, TelemetryJson.Default.GapMessage), now)];
    }

    /// <summary>Birth, connection and state, and the audit record of its start.</summary>
    /// <param name="index">Of the device; some are hot, some off, some without a word, by it.</param>
    public FleetBatch LastWords(int index, DateTimeOffset now)
    {
        var words = new SimulatedWords(_device, _options, _pictures, _identity, _epoch, _seq, _gaps, index, now);
        var audit = words.Audit();
        return new()
        {
            Reports = words.Reports(),
            Audits = [new(_device.Site, _device.Name, audit.Message, audit.Bytes, now)],
        };
    }

    private SimulatedBlobs BlobsOf(SimulatedFlag flag, string id)
    {
        var key = (flag.Camera.HasMud, flag.Version == _options.ContextVersion, flag.Shares is not null);
        if (!_blobs.TryGetValue(key, out var made)) _blobs[key] = made = [];
        if (made.Count == Attachments) return made[_random.Next(Attachments)];
        made.Add(SimulatedBlobs.Of(flag, id, key.Item2, _pictures, _random));
        return made[^1];
    }
}
