using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>Managed bytes of a frame on its way from a file to its results, and what they are: a network that costs nothing, so that many frames go by.</summary>
internal static class Allocations
{
    private const int WarmUp = 2000, Frames = 20_000;

    public static void Run(int rounds)
    {
        Run("nothing private in sight", TinyOnnx.Logits(64, 48), rounds);
        Run("a private class in sight", TinyOnnx.Logits(64, 48).WithHead(h => h with { Classes = [.. h.Classes.Select((c, index) => c with { Private = index == 1 })] }), rounds);
    }

    private static void Run(string sight, TinyModel tiny, int rounds)
    {
        using var folder = new TemporaryFolder();
        var package = tiny.SaveTo(folder);
        var size = new PictureSize(64, 48);
        // Squares of three colours: a dozen regions.
        var squares = Enumerable.Range(0, size.Pixels * 3).Select(i => (byte)((((i / 3 % size.Width / 16) + (i / 3 / size.Width / 16)) % 3) == i % 3 ? 250 : 5)).ToArray();
        using var source = new FilmSource([.. Enumerable.Repeat(squares, WarmUp + Frames)], size);
        using var model = new SegmentationModel(package, new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") });
        using var metrics = new PipelineMetrics();
        using var types = new AllocatedTypes();
        var sink = new Counter(types);
        using var pipeline = new FramePipeline(source, model, new FlagPolicy([new FlagRuleOptions { Kind = FlagRuleKind.EveryNth, Every = 1_000_000 }], package.Manifest), lane: null, [sink],
            new PipelineOptions(), new RegionOptions { MinArea = 0.01f }, metrics, TimeProvider.System, NullLoggerFactory.Instance,
            new PrivateAreas(new PrivacyOptions(), package.Manifest));
        pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sight}: {(double)sink.Bytes / Frames:N0} managed bytes a frame over {Frames:N0} frames, {sink.Regions / Frames:0.0} regions a frame; a sample each 100 kB:"));
        foreach (var (type, samples) in types.Samples.OrderByDescending(t => t.Value).Take(rounds)) Console.WriteLine($"  {100.0 * samples / types.Samples.Values.Sum(),5:0.0} %  {type}");
    }

    private sealed class Counter(AllocatedTypes types) : IResultSink
    {
        private long _before;
        private int _seen;

        public long Bytes { get; private set; }

        public double Regions { get; private set; }

        public ValueTask FrameAsync(FrameResult result)
        {
            if (++_seen == WarmUp)
            {
                _before = GC.GetTotalAllocatedBytes(precise: true);
                types.Begin();
            }
            if (_seen > WarmUp) Regions += result.Regions.Count;
            if (_seen == WarmUp + Frames) Bytes = GC.GetTotalAllocatedBytes(precise: true) - _before;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class AllocatedTypes : EventListener
    {
        private const int GcKeyword = 1;

        private bool _counts;
        private EventSource? _runtime;

        public Dictionary<string, int> Samples { get; } = [];

        public void Begin()
        {
            _counts = true;
            if (_runtime is not null) EnableEvents(_runtime, EventLevel.Verbose, (EventKeywords)GcKeyword);
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") _runtime = eventSource;
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (!_counts || eventData.EventName is not { } name || !name.StartsWith("GCAllocationTick", StringComparison.Ordinal)) return;
            var type = eventData.Payload![eventData.PayloadNames!.IndexOf("TypeName")] as string ?? "?";
            lock (Samples) Samples[type] = Samples.GetValueOrDefault(type) + 1;
        }
    }
}
