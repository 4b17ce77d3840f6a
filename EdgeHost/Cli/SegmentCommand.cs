using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Camera.Live;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge segment</c>: masks, overlays and summaries of a file, a folder or simulated pictures. The same pipeline as live.</summary>
internal static class SegmentCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var source = CommonOptions.Source();
        var output = CommonOptions.Out();
        var frames = CommonOptions.Frames("End after this many pictures; 0 takes all.");
        var threads = CommonOptions.Threads();
        var provider = CommonOptions.Provider();
        var shown = new Option<bool>("--show-private") { Description = "Leave people and whatever else the manifest marks private visible in the overlays; by default they are filled." };
        var command = new Command("segment", "Segment every picture of a source: masks/HEAD/NNNNNN.png, overlay/NNNNNN.jpg, frames.jsonl.") { model, source, output, frames, threads, provider, shown };
        command.Act(async (parsed, stopping) =>
        {
            var most = parsed.GetValue(frames);
            var found = new ModelCatalog().Open(parsed.GetRequiredValue(model));
            using var input = Sources.Open(new CameraOptions { Source = parsed.GetRequiredValue(source) }, live: false, most);
            var package = found.FittedTo(input.Size);
            if (most == 0 && input.Length is null && input.FramesPerSecond is not null && input is not VideoFileSource)
                throw new UsageException("--frames: the simulated camera never ends; say how many pictures, e.g. --frames 300.");
            if (input is ILiveLink link) link.Happened += e => Console.Error.WriteLine($"{(e.Kind == LinkEventKind.Streaming ? "" : "warning: ")}{e.Message}");
            using var segmenter = ProviderLadder.Open(package, CommonOptions.Runtime(parsed, threads, provider));
            var privacy = new PrivateAreas(new PrivacyOptions { Policy = parsed.GetValue(shown) ? PrivacyPolicy.None : PrivacyPolicy.Blank }, package.Manifest);
            await RunAsync(segmenter, input, privacy, parsed.GetRequiredValue(output), most, stopping).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task RunAsync(SegmentationModel model, IFrameSource source, PrivateAreas privacy, DirectoryInfo output, long most, CancellationToken stopping)
    {
        output.Create();
        using var metrics = new PipelineMetrics();
        using var overlays = new OverlayFileSink(output, model.Manifest);
        await using var lines = new SummaryFileSink(output);
        var total = most > 0 && source.Length is { } length ? Math.Min(most, length) : most > 0 ? most : source.Length;
        var start = TimeProvider.System.GetTimestamp();
        await Progress.RunAsync($"segment {source.Name}", total, async report =>
        {
            using var pipeline = new FramePipeline(source, model, new FlagPolicy([], model.Manifest), lane: null,
                [new MaskFileSink(output, model.Manifest), overlays, lines, new ProgressSink(report)],
                new PipelineOptions { MaxFrames = most }, new RegionOptions(), metrics, TimeProvider.System, NullLoggerFactory.Instance, privacy);
            await pipeline.RunAsync(stopping).ConfigureAwait(false);
            if (metrics[Stage.Publish].Failed is > 0 and var lost)
                throw new IOException(FormattableString.Invariant($"{lost:N0} of {metrics[Stage.Capture].Received:N0} results could not be written to {output.FullName}; see frames.jsonl and the free space there."));
        }).ConfigureAwait(false);

        var (_, p50, p95) = metrics.Recent.Read();
        var (capture, segment, publish) = (metrics[Stage.Capture], metrics[Stage.Segment], metrics[Stage.Publish]);
        Console.WriteLine(FormattableString.Invariant($"{publish.Processed:N0} of {capture.Received:N0} pictures segmented by {model.Provider.Name} in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s (p50 {p50:0.0} ms, p95 {p95:0.0} ms), {capture.Failed + segment.Failed:N0} failed -> {output.FullName}"));
    }

    private sealed class ProgressSink(Action<long> report) : IResultSink
    {
        private long _done;

        public ValueTask FrameAsync(FrameResult result)
        {
            report(++_done);
            return ValueTask.CompletedTask;
        }

        public ValueTask FailedAsync(StageError failure)
        {
            Console.Error.WriteLine($"warning: {failure.Message}");
            return ValueTask.CompletedTask;
        }
    }
}
