using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests;

/// <summary>Cards with every field set that a test does not care about.</summary>
internal static class Some
{
    public static EventMessage Event(string? id = null) => new()
    {
        EventId = id ?? EventMessage.NewId(TimeProvider.System),
        Epoch = "01K000000000000000000000AA",
        Seq = 1,
        BootId = "boot-1",
        Site = "site-1",
        Device = "rover.2",
        Capture = new() { Utc = DateTimeOffset.UnixEpoch.AddDays(20000), MonoNs = 5, Clock = ClockSource.Ntp },
        Frame = new() { Camera = "front", Number = 7, Width = 640, Height = 480 },
        Model = new() { Name = "road", Version = "1.0", Sha256 = new string('0', 64), Provider = "CPU" },
        Classes = [],
        Flags = [new() { Rule = "low-margin", Value = 0.05, Threshold = 0.1, Severity = Severity.Review }],
        Regions = [Region("person", 900, 0.05f)],
        Explanations = [],
        LatencyMs = new() { Pre = 1, Infer = 20, Post = 2, Total = 25 },
        Blobs = [],
        Privacy = PrivacyInfo.None,
    };

    public static RegionInfo Region(string name, long area, float? margin) => new() { Id = 0, Class = name, Box = new(1, 2, 30, 40), AreaPx = area, Margin = margin };
}
