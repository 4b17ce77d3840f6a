using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Benchmarks;

/// <summary>Flagged frames as a device appends them: about 1 kB of event, and blobs that do not compress.</summary>
internal static class BenchmarkEvents
{
    public const int BlobBytes = 9_000;

    public static OutboxEntry Entry(int seed, int blobs) => new(new()
    {
        EventId = EventMessage.NewId(TimeProvider.System),
        BootId = "boot",
        Site = "site",
        Device = "device",
        Capture = new() { Utc = DateTimeOffset.UnixEpoch, MonoNs = seed, Clock = ClockSource.Ntp },
        Frame = new() { Camera = "front", Number = seed, Width = 960, Height = 540 },
        Model = new() { Name = "field", Version = "1.0", Sha256 = new('0', 64), Provider = "CPU" },
        Classes = [.. Enumerable.Range(0, 6).Select(c => new ClassShare { Id = c, Area = 0.1f, Conf = 0.9f })],
        Flags = [new() { Rule = "audit", Value = 1, Threshold = 1, Severity = Severity.Alert }],
        Regions = [],
        Explanations = [new() { Status = ExplanationStatus.Skipped, Reason = "the lane was busy" }],
        LatencyMs = new() { Pre = 1, Infer = 20, Post = 2, Total = 23 },
        Blobs = [],
        Privacy = PrivacyInfo.None,
    }, [.. Enumerable.Range(0, blobs).Select(b => Blob(seed * blobs + b))]);

    private static OutboxBlob Blob(int seed)
    {
        var body = new byte[BlobBytes];
        new Random(seed).NextBytes(body);
        return new(BlobKind.Mask, ContentTypes.Png, body);
    }
}
