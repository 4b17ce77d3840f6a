using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Rig;

/// <summary>Events and blobs that follow from a seed and a number alone, so that whoever knows both can say byte for byte what must arrive.</summary>
public sealed class Workload(int seed)
{
    // One in 25 does not fit a packet of 64 kB and travels in parts; the others are masks and heat maps as measured.
    private const int OneInLarge = 25;
    private const int LargeBytes = 80_000;

    public DeviceIdentity Identity { get; } = new("farm", "rig", "boot");

    /// <summary>Zero to two blobs; half of the events are alerts.</summary>
    public OutboxEntry Entry(long number)
    {
        var random = new Random(unchecked((int)(seed * 1_000_003L + number))); // HashCode would differ from process to process
        var blobs = new OutboxBlob[random.Next(3)];
        for (var i = 0; i < blobs.Length; i++)
        {
            var body = new byte[random.Next(OneInLarge) == 0 ? LargeBytes : random.Next(200, 12_000)];
            random.NextBytes(body);
            blobs[i] = new(i == 0 ? BlobKind.Mask : BlobKind.Thumb, ContentTypes.Png, body);
        }

        return new(Draft(number, random.Next(2) == 0 ? Severity.Alert : Severity.Review), blobs);
    }

    /// <summary>SHA-256 of the card that the outbox sends for it.</summary>
    /// <param name="kept">How many of its blobs found room; the first of them did.</param>
    public static string CardSha256(OutboxEntry entry, string epoch, long seq, int kept) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(entry.Stamp(epoch, seq, entry.Blobs.Take(kept).ToHashSet()), TelemetryJson.Default.EventMessage)));

    public string EventId(long number)
    {
        Span<byte> rest = stackalloc byte[10];
        BinaryPrimitives.WriteInt32LittleEndian(rest, seed);
        return Ulid.NewUlid(DateTimeOffset.UnixEpoch.AddDays(20_600).AddMilliseconds(number), rest).ToString();
    }

    private EventMessage Draft(long number, Severity severity) => new()
    {
        EventId = EventId(number),
        BootId = Identity.BootId,
        Site = Identity.Site,
        Device = Identity.Device,
        Capture = new() { Utc = DateTimeOffset.UnixEpoch.AddDays(20_600).AddSeconds(number), MonoNs = number, Clock = ClockSource.Free, ErrMs = 1 },
        Frame = new() { Camera = "front", Number = number, Width = 640, Height = 480 },
        Model = new() { Name = "rig", Version = "1", Sha256 = new string('0', 64), Provider = "CPU" },
        Classes = [new() { Id = 1, Area = 0.5f, Conf = 0.5f }],
        Flags = [new() { Rule = "every", Value = 1, Threshold = 1, Severity = severity }],
        Regions = [],
        Explanations = [],
        LatencyMs = new() { Pre = 1, Infer = 1, Post = 1, Explain = 0, Total = 3 },
        Blobs = [],
        Privacy = PrivacyInfo.None,
    };
}
