using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>A simulated flag as a device would put it on the wire.</summary>
internal static class SimulatedCard
{
    private static readonly PrivacyInfo Blanked = new() { Policy = "blank", Classes = ["person"], DilatePx = 8 };

    /// <param name="number">Of the frame.</param>
    public static OutboxEntry Entry(SimulatedFlag flag, string eventId, DeviceIdentity identity, long number, SimulatedBlobs blobs, IReadOnlyList<BirthClass> classes, Random random)
    {
        var box = BoxIn(blobs.Picture, random);
        return new(new()
        {
            EventId = eventId,
            BootId = identity.BootId,
            Site = identity.Site,
            Device = identity.Device,
            Capture = new() { Utc = flag.Utc, MonoNs = Environment.TickCount64 * 1_000_000, Clock = ClockSource.Ntp, ErrMs = 4 },
            Frame = new() { Camera = flag.Camera.Name, Number = number, Width = blobs.Picture.Width, Height = blobs.Picture.Height },
            Model = ModelOf(flag.Version),
            Classes = [.. classes.Select(one => new ClassShare { Id = one.Index, Area = 1f / classes.Count, Conf = 0.6f + 0.4f * random.NextSingle() })],
            Flags = [new() { Rule = flag.Rule, Class = flag.Class, Value = Math.Round(flag.Margin, 4), Threshold = 0.1, Severity = flag.Severity }],
            Regions = [new() { Id = 0, Track = number / 7, Class = flag.Class, Box = box, AreaPx = (long)box.W * box.H * 2 / 3, Margin = flag.Margin }],
            Explanations = [ExplanationOf(flag, blobs)],
            LatencyMs = new() { Pre = 1.2, Infer = Math.Round(flag.TotalMs - 4, 1), Post = 2.1, Total = Math.Round(flag.TotalMs, 1) },
            Blobs = [new() { Kind = BlobKind.Frame, State = BlobState.Off }],
            Privacy = Blanked,
        }, blobs.All);
    }

    public static ModelInfo ModelOf(string version) => new() { Name = SimulatedNature.Model, Version = version, Sha256 = SimulatedRow.HashOf(version), Provider = "CPU" };

    private static ExplanationInfo ExplanationOf(SimulatedFlag flag, SimulatedBlobs blobs)
    {
        if (blobs.Heat is null) return new() { Status = flag.Status, Reason = "the explain slot was busy" };
        var map = HeatCodec.Decode(blobs.Heat.Body.Span);
        return new()
        {
            Status = flag.Status,
            Reason = flag.Status switch
            {
                ExplanationStatus.Ok => null,
                ExplanationStatus.Stale => "computed for an earlier frame, not checked against this one",
                _ => "no better than chance",
            },
            Method = "simulated",
            Target = new() { Region = 0, Class = flag.Class },
            Cells = map.Cells,
            Rect = map.Rect,
            Min = map.Min,
            Max = map.Max,
            Shares = flag.Shares,
            Faithfulness = flag.Faithfulness is { } score ? new() { Score = Math.Round(score, 3), How = "insertion against random", Pass = flag.Status == ExplanationStatus.Ok } : null,
            Age = flag.Status == ExplanationStatus.Stale ? new() { Frames = 12, Ms = 400 } : new() { Frames = 0, Ms = 0 },
            Queries = flag.Status == ExplanationStatus.Stale ? 0 : 48,
            Heat = blobs.Heat.Sha256,
        };
    }

    private static PixelRect BoxIn(SimulatedPicture picture, Random random)
    {
        var (w, h) = (random.Next(picture.Width / 16, picture.Width / 4), random.Next(picture.Height / 16, picture.Height / 4));
        return new(random.Next(picture.Width - w), random.Next(picture.Height - h), w, h);
    }
}
