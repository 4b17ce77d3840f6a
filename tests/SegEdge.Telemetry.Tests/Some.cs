using System.Text.Json.Nodes;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests;

/// <summary>Messages and records with every field set that a test does not care about.</summary>
internal static class Some
{
    public const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static ModelInfo Model { get; } = new() { Name = "road", Version = "1.0", Sha256 = Hash, Provider = "CPU" };

    public static DeviceIdentity Identity() => new("site-1", "rover.2", DeviceIdentity.NewBootId());

    public static EventMessage Event(Severity severity = Severity.Alert, string? id = null) => new()
    {
        EventId = id ?? EventMessage.NewId(TimeProvider.System),
        BootId = "boot-1",
        Site = "site-1",
        Device = "rover.2",
        Capture = new() { Utc = DateTimeOffset.UnixEpoch.AddDays(20000), MonoNs = 5, Clock = ClockSource.Ntp, ErrMs = 1.5 },
        Frame = new() { Camera = "front", Number = 7, Width = 640, Height = 480 },
        Model = Model,
        Classes = [new() { Id = 2, Head = "lane", Area = 0.25f, Conf = 0.75f }],
        Flags = [new() { Rule = "low-margin", Value = 0.05, Threshold = 0.1, Severity = severity }],
        Regions = [new() { Id = 0, Track = 3, Class = "person", Box = new(1, 2, 30, 40), AreaPx = 900, Margin = 0.05f }],
        Explanations = [Explained()],
        LatencyMs = new() { Pre = 1, Infer = 20, Post = 2, Explain = 100, Total = 25 },
        Blobs = [new() { Kind = BlobKind.Frame, State = BlobState.Off }],
        Privacy = PrivacyInfo.None,
    };

    public static ExplanationInfo Explained() => new()
    {
        Status = ExplanationStatus.Ok,
        Method = "gradient",
        Params = new JsonObject { ["steps"] = 8 },
        Target = new() { Region = 0, Class = "person", Foil = "road" },
        Cells = new(32, 24),
        Rect = new(0, 0, 640, 480),
        Min = -0.5f,
        Max = 2,
        Faithfulness = new() { Score = 0.9, How = "deletion against random", Pass = true },
        Age = new() { Frames = 0, Ms = 0 },
        Queries = 9,
        Heat = Hash,
    };

    public static BirthMessage Birth() => new()
    {
        Software = "segedge 0.1.0",
        Model = Model,
        Classes = [new() { Index = 0, Name = "road", Color = new Rgb(128, 64, 128).ToString(), Private = false }],
        Cameras = [new() { Id = "front", Width = 640, Height = 480 }],
        FlagRules = [new() { Rule = "low-margin", Threshold = 0.1, Severity = Severity.Review }],
    };

    public static GapMessage Gap() => new()
    {
        Seq = 1,
        Epoch = "01K000000000000000000000AA",
        BootId = "boot-1",
        Stream = StreamKind.Event,
        Ranges = [new(3, 5)],
        EventIds = [],
        Blobs = [],
        Count = 3,
        Bytes = 3000,
        Reason = GapReason.Evicted,
    };

    public static DeviceHealth Health() => new() { UptimeS = 12, Fps = 25, Clock = ClockSource.Free, Mode = DeviceMode.Normal };

    public static OutboxBlob Blob(int bytes, int seed = 1, BlobKind kind = BlobKind.Mask)
    {
        var body = new byte[bytes];
        new Random(seed).NextBytes(body);
        return new(kind, ContentTypes.Png, body);
    }

    public static OutboxEntry Entry(Severity severity = Severity.Alert, params OutboxBlob[] blobs) => new(Event(severity), blobs);
}
