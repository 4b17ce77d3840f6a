using System.Text.Json;
using SegEdge.EdgeHost.Clips;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Makes events of flagged frames and gives them to the outbox. A frame's pictures, its private pixels filled, are encoded while it
/// is here; the event is
/// appended once its explanation, or the reason why there is none, is known: an event is published once and never corrected.</summary>
/// <param name="captureEstimated">Whether a camera's time of capture is that of its arrival; null: no camera's is.</param>
internal sealed partial class TelemetrySink(
    DeviceIdentity identity, IOutbox outbox, TimeProvider time, ILogger<TelemetrySink> log, Func<string, bool>? captureEstimated = null,
    EventClips? clips = null) : IResultSink
{
    private const int ThumbWidthPx = 320, ThumbQuality = 80;

    private readonly MaskEncoders _masks = new();
    private readonly Dictionary<(string Camera, long Number), (EventMessage Draft, List<OutboxBlob> Blobs, bool ManyHeads)> _waiting = [];

    public ValueTask FrameAsync(FrameResult result)
    {
        if (result.Flags.Count > 0) _waiting[(result.Camera, result.Summary.Number)] = (Draft(result), Blobs(result), result.ServedBy.Package.Manifest.Heads.Count > 1);
        return ValueTask.CompletedTask;
    }

    public async ValueTask ExplainedAsync(ExplainedFrame explained)
    {
        if (!_waiting.Remove((explained.Camera, explained.Number), out var waiting)) return;

        var (draft, blobs, manyHeads) = waiting;
        var heat = explained.Explanation is { Map: { } map } explanation ? HeatOf(explanation, map, explained.Letterbox) : null;
        if (heat is not null) blobs.Add(heat);
        draft = draft with
        {
            Explanations = [ExplanationMessages.For(explained, draft, heat?.Sha256, manyHeads)],
            LatencyMs = draft.LatencyMs with { Explain = explained.Explanation?.Elapsed.TotalMilliseconds },
        };
        var receipt = await outbox.AppendAsync(new OutboxEntry(draft, blobs)).ConfigureAwait(false);
        if (!receipt.Accepted) LogRefused(log, explained.Number, explained.Camera, receipt.Refusal ?? "");
    }

    private EventMessage Draft(FrameResult result)
    {
        var summary = result.Summary;
        var (package, provider) = result.ServedBy;
        var manyHeads = package.Manifest.Heads.Count > 1;
        var id = EventMessage.NewId(time);
        return new EventMessage
        {
            EventId = id,
            BootId = identity.BootId,
            Site = identity.Site,
            Device = identity.Device,
            Capture = new CaptureInfo
            {
                Utc = summary.CapturedUtc,
                MonoNs = (long)(summary.CapturedAt * (1e9 / time.TimestampFrequency)),
                Clock = DeviceClock.Source(),
                Estimated = captureEstimated?.Invoke(result.Camera) == true ? true : null,
            },
            Frame = new FrameInfo { Camera = result.Camera, Number = summary.Number, Width = summary.InCamera.Width, Height = summary.InCamera.Height, Stale = result.Stale ? true : null },
            Model = new ModelInfo
            {
                Name = package.Manifest.Name,
                Version = package.Manifest.Version,
                Sha256 = package.Sha256,
                Provider = summary.Provider,
                ProviderState = provider.StateName,
                ProviderReason = DeviceMessages.ReasonOf(provider),
            },
            Classes =
            [
                .. from head in summary.Heads
                   from c in head.Classes.Index()
                   select new ClassShare { Id = c.Index, Head = manyHeads ? head.Head : null, Area = c.Item.Area, Conf = c.Item.Confidence },
            ],
            Flags = [.. result.Flags.Select(FlagOf)],
            Regions = [.. result.Regions.Select((region, i) => RegionOf(region, i + 1, result, manyHeads))],
            Explanations = [],
            LatencyMs = new LatencyMs
            {
                Age = result.Age.TotalMilliseconds,
                Pre = summary.Timings.Preparation.TotalMilliseconds,
                Infer = summary.Timings.Inference.TotalMilliseconds,
                Post = summary.Timings.Decoding.TotalMilliseconds,
                Total = summary.Timings.Total.TotalMilliseconds,
            },
            Blobs = result.Privacy.Withheld ? [new BlobInfo { Kind = BlobKind.Thumb, State = BlobState.Off }] : [],
            Privacy = new PrivacyInfo
            {
                Policy = JsonNamingPolicy.CamelCase.ConvertName(result.Privacy.Policy.ToString()),
                Classes = result.Privacy.Classes,
                DilatePx = result.Privacy.DilatePx,
            },
            Clip = clips?.Keep(result.Camera, id, summary.CapturedAt),
        };
    }

    private static FlagInfo FlagOf(Flag flag) => new()
    {
        Rule = flag.Rule,
        Class = flag.Class,
        Value = flag.Value,
        Threshold = flag.Threshold,
        Severity = flag.Severity == FlagSeverity.Alert ? Severity.Alert : Severity.Review,
    };

    private static RegionInfo RegionOf(Region region, int id, FrameResult result, bool manyHeads)
    {
        var map = result.Segmentation.Heads[region.Head];
        var head = result.ServedBy.Package.Manifest.Heads[region.Head];
        return new RegionInfo
        {
            Id = id,
            Track = region.Track,
            Class = head.Classes[region.Class].Name,
            Head = manyHeads ? head.Name : null,
            Box = result.Letterbox.MapToCamera(region.Box, map.Size) is var box ? new Telemetry.Contract.PixelRect(box.X, box.Y, box.Width, box.Height) : default,
            AreaPx = (long)Math.Round((double)region.Area * result.Summary.InCamera.Pixels),
            // ln(p1/p2) becomes (p1 - p2) / (p1 + p2), which is what the contract carries.
            Margin = region.Margin is { } nats ? MathF.Tanh(nats / 2) : null,
            Score = region.Instance > 0 ? map.Instances[region.Instance - 1].Score : null,
        };
    }

    private List<OutboxBlob> Blobs(FrameResult result)
    {
        var manifest = result.ServedBy.Package.Manifest;
        var manyHeads = manifest.Heads.Count > 1;
        return
        [
            .. result.Segmentation.Heads.Select((map, h) =>
                new OutboxBlob(BlobKind.Mask, ContentTypes.Png, _masks.For(manifest).Encode(h, map, result.Letterbox), manyHeads ? map.Head : null)),
            .. result.Privacy.Withheld
                ? Array.Empty<OutboxBlob>()
                : [new OutboxBlob(BlobKind.Thumb, ContentTypes.Jpeg, Pictures.Jpeg(result.Frame.Picture, ThumbWidthPx, ThumbQuality))],
        ];
    }

    private static OutboxBlob HeatOf(ExplanationResult explanation, SaliencyMap map, Letterbox letterbox) => new(BlobKind.Heat, ContentTypes.Heat, HeatCodec.Encode(
        map.Cells.Span, new GridSize(map.Grid.Columns, map.Grid.Rows), ExplanationMessages.RectOf(explanation, map, letterbox), keepSign: true));

    [LoggerMessage(Level = LogLevel.Error, Message = "The event of frame {Number} of camera '{Camera}' was refused by the outbox: {Refusal}")]
    private static partial void LogRefused(ILogger log, long number, string camera, string refusal);
}
