using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;
using SegEdge.Telemetry;
using SegEdge.Testing;
using SegEdge.Testing.Instances;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A model that finds instances in the whole pipeline: what leaves the device of it.</summary>
public sealed class InstanceEventTests
{
    [Fact]
    public async Task AnEvent_HasARegionForEachObject_WithTrackAndScore_AndExplainsOneOfThem()
    {
        using var folder = new TemporaryFolder();
        // Two red ones touch, and go on touching.
        for (var i = 0; i < 3; i++)
        {
            using var picture = DiscPicture.Draw(320, 240, [new(60 + (3 * i), 70, 24, 0), new(108 + (3 * i), 70, 24, 0), new(230, 160, 24, 1)], i);
            Cv2.ImWrite(folder.File($"{i}.png"), picture);
        }
        var events = await EventsOfAsync(folder);
        Assert.Equal(3, events.Count);
        Assert.All(events, e => Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/event.schema.json"), e.GetRawText())));
        var tracks = events.Select(e => e.GetProperty("regions").EnumerateArray().Select(r => r.GetProperty("track").GetInt32()).Order().ToArray()).ToList();
        Assert.Equal([1, 2, 3], tracks[0]);
        Assert.All(tracks, t => Assert.Equal(tracks[0], t));
        foreach (var region in events[0].GetProperty("regions").EnumerateArray())
        {
            Assert.InRange(region.GetProperty("score").GetDouble(), 0.25, 1);
            Assert.InRange(region.GetProperty("box").GetProperty("w").GetInt32(), 40, 60);
            Assert.InRange(region.GetProperty("areaPx").GetInt32(), 1500, 2400);
        }
        var explained = events[0].GetProperty("explanations")[0];
        Assert.Equal(("ok", "occlusion"), (explained.GetProperty("status").GetString(), explained.GetProperty("method").GetString()));
    }

    private static async Task<List<JsonElement>> EventsOfAsync(TemporaryFolder folder)
    {
        var package = DiscDetector.ToModel().SaveTo(folder);
        var runtime = new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") };
        using var model = new SegmentationModel(package, runtime);
        using var lane = new ExplanationLane(package, runtime, new ExplainOptions { Passes = 340 }, TimeProvider.System);
        using var source = new ImageFolderSource(folder.Path);
        using var metrics = new PipelineMetrics();
        var outbox = new MemoryOutbox(1 << 24, TimeProvider.System);
        var telemetry = new TelemetrySink(new DeviceIdentity("farm", "robot", "boot"), outbox, TimeProvider.System, NullLogger<TelemetrySink>.Instance);
        var rule = new FlagRuleOptions { Kind = FlagRuleKind.ClassArea, Class = DiscDetector.ClassNames[0], Bound = 0.01f, HoldFrames = 1, QuietSeconds = 0 };
        using var pipeline = new FramePipeline(source, model, new FlagPolicy([rule], package.Manifest), lane, [telemetry], new PipelineOptions(), new RegionOptions(), metrics,
            TimeProvider.System, NullLoggerFactory.Instance);
        await pipeline.RunAsync(TestContext.Current.CancellationToken);
        var events = new List<JsonElement>();
        while (await outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record)
            if (!record.Topic.Contains("/blob", StringComparison.Ordinal) && Encoding.UTF8.GetString(record.Body.Span) is ['{', ..] and var text && text.Contains("\"regions\"", StringComparison.Ordinal))
                events.Add(JsonDocument.Parse(text).RootElement);
        // An event is kept until its explanation is there: those that the lane was too busy for come first.
        return [.. events.OrderBy(e => e.GetProperty("frame").GetProperty("number").GetInt64())];
    }
}
