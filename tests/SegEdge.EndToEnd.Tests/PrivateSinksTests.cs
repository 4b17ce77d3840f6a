using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Every way on which pixels leave a frame: the thumb in the outbox, the live picture, the overlay file.</summary>
public sealed class PrivateSinksTests
{
    [Fact]
    public async Task AFrameWhosePeopleAreReplaced_LeavesTheSameBytesOnEveryWay()
    {
        var one = await LeaveAsync(replace: false, PrivacyPolicy.Blank);
        var other = await LeaveAsync(replace: true, PrivacyPolicy.Blank);
        Assert.Equal(["live", "overlay", "thumb"], one.Keys.Order());
        foreach (var (way, bytes) in one) Assert.True(bytes.AsSpan().SequenceEqual(other[way]), way);

        // Without filling, every one of these ways would tell the two apart: the test above can fail.
        var (shown, changed) = (await LeaveAsync(replace: false, PrivacyPolicy.None), await LeaveAsync(replace: true, PrivacyPolicy.None));
        foreach (var (way, bytes) in shown) Assert.False(bytes.AsSpan().SequenceEqual(changed[way]), way);
    }

    private static async Task<Dictionary<string, byte[]>> LeaveAsync(bool replace, PrivacyPolicy policy)
    {
        using var folder = new TemporaryFolder();
        var package = new ModelCatalog().Open("field");
        using var model = new SegmentationModel(package, new RuntimeOptions { Threads = 1 });
        var areas = new PrivateAreas(new PrivacyOptions { Policy = policy }, package.Manifest);
        using var frame = TestFrame.Of(480, 270, (x, y) => ((byte)(x * 7), (byte)(y * 5), (byte)(x + y)));
        using var segmentation = model.Maps.Rent();
        var letterbox = model.Segment(frame, segmentation, out var timings)!;
        // The mask is drawn by hand: a person of 90 x 160 map pixels, whatever the model thinks of the stripes.
        segmentation.Heads[0].Classes.Clear();
        for (var y = 120; y < 280; y++) segmentation.Heads[0].Classes.Slice((y * segmentation.Heads[0].Size.Width) + 200, 90).Fill(4);
        if (replace) TestFrame.Fill(frame, (x, y) => x is >= 150 and < 217 && y is >= 85 and < 196 ? ((byte)0, (byte)255, (byte)9) : ((byte)(x * 7), (byte)(y * 5), (byte)(x + y)));

        using var metrics = new PipelineMetrics();
        var summary = new SegmentationSummary(5, default, 0, frame.Size, [], "cpu", timings);
        var result = new FrameResult(frame, segmentation, letterbox, summary, [new Flag("audit", FlagRuleKind.EveryNth, FlagSeverity.Review, 1, 1, null, null, null)])
        {
            Camera = "front",
            ServedBy = new ServedBy(package, model.Provider),
        };
        areas.Blank(result);

        var live = new LiveFrames(["front"]);
        var latest = live.First;
        using var watching = latest.Watch();
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        var identity = new DeviceIdentity("farm", "robot", "boot");
        var telemetry = new TelemetrySink(identity, outbox, TimeProvider.System, NullLogger<TelemetrySink>.Instance);
        using var overlay = new OverlayFileSink(new DirectoryInfo(folder.Path), package.Manifest);
        IResultSink[] sinks = [new DashboardSink(live, metrics), telemetry, overlay];
        foreach (var sink in sinks)
        {
            await sink.FrameAsync(result);
            await sink.ExplainedAsync(new ExplainedFrame(5, result.Flags[0], letterbox, null, "not asked") { Camera = "front" });
        }
        return new Dictionary<string, byte[]>
        {
            ["live"] = (await latest.NextAsync(null, TestContext.Current.CancellationToken)).Jpeg.ToArray(),
            ["overlay"] = File.ReadAllBytes(folder.File("overlay/000005.jpg")),
            ["thumb"] = await ThumbAsync(outbox),
        };
    }

    private static async Task<byte[]> ThumbAsync(MemoryOutbox outbox)
    {
        while (await outbox.TakeAsync() is { } record)
            if (record.Topic.EndsWith("/thumb", StringComparison.Ordinal)) return record.Body.ToArray();
        return [];
    }
}
