using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What explanations cost the frames beside them: the whole pipeline over the same pictures, in turn without a lane, with one that only
/// answers flags, and with one that also learns between them. Pictures come as fast as they are taken, and every 30th is flagged: the hardest case.</summary>
internal static class LaneCost
{
    private const int Pictures = 90;

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "field", "twinlitenet", "espnet-camvid" })
        {
            if (Models.Find(name, folder) is not { } package || Films.Of(name, Pictures) is not { } film) continue;
            var runtime = new RuntimeOptions { CompiledFolder = folder.File("compiled") };
            (string Name, StreamingOptions? Streaming)[] ways =
            [
                ("without explanations", null), ("flags explained", new StreamingOptions { Share = 0 }), ("and learning between them", new StreamingOptions()),
            ];
            var runs = ways.Select(_ => new List<Outcome>()).ToArray();
            for (var round = -1; round < rounds; round++)
                for (var w = 0; w < ways.Length; w++)
                {
                    var outcome = RunOnce(package, runtime, film, ways[w].Streaming);
                    if (round >= 0) runs[w].Add(outcome);
                }
            Console.WriteLine();
            Console.WriteLine($"{name}, {Pictures} pictures a run, {rounds} runs each in turn; segmentation from picture to class maps");
            for (var w = 0; w < ways.Length; w++)
            {
                var ratios = runs[w].Zip(runs[0], (a, b) => a.Median / b.Median).Order().ToArray();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {ways[w].Name,-28} median {runs[w].Select(r => r.Median).Order().ElementAt(rounds / 2),7:0.00} ms x{ratios[rounds / 2]:0.000} ({ratios[rounds / 4]:0.000} to {ratios[rounds * 3 / 4]:0.000})   published {runs[w].Min(r => r.Published)} to {runs[w].Max(r => r.Published)}, explained {runs[w].Average(r => r.Explained):0.0}, coalitions learned {runs[w].Average(r => r.Learned):0.0}"));
            }
        }
    }

    private static Outcome RunOnce(ModelPackage package, RuntimeOptions runtime, IReadOnlyList<byte[]> film, StreamingOptions? streaming)
    {
        using var source = new FilmSource(film, SizeOf(package));
        using var model = new SegmentationModel(package, runtime);
        using var lane = streaming is null ? null : new ExplanationLane(package, runtime, ExplanationLane.OptionsOf(new ExplanationOptions()), TimeProvider.System, streaming);
        lane?.WarmUp();
        using var metrics = new PipelineMetrics();
        var sink = new Sink();
        using var pipeline = new FramePipeline(source, model, new FlagPolicy([new FlagRuleOptions { Kind = FlagRuleKind.EveryNth, Every = 30 }], package.Manifest), lane,
            [sink], new PipelineOptions(), new RegionOptions(), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return new Outcome(sink.Latencies.Order().ElementAt(sink.Latencies.Count / 2), sink.Latencies.Count, sink.Explained, metrics.CoalitionsLearned);
    }

    private static PictureSize SizeOf(ModelPackage package) => new(package.Manifest.Input.Width, package.Manifest.Input.Height);

    private readonly record struct Outcome(double Median, int Published, int Explained, long Learned);

    private sealed class Sink : IResultSink
    {
        public List<double> Latencies { get; } = [];

        public int Explained { get; private set; }

        public ValueTask FrameAsync(FrameResult result)
        {
            Latencies.Add(result.Summary.Timings.Total.TotalMilliseconds);
            return ValueTask.CompletedTask;
        }

        public ValueTask ExplainedAsync(ExplainedFrame explained)
        {
            if (explained.Explanation is not null) Explained++;
            return ValueTask.CompletedTask;
        }
    }
}
