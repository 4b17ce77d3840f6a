using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What a further camera costs: the whole pipeline with 1, 2, 4 and 8 cameras on one model, in turn. The same number of frames goes through each time, so
/// that a run is as long and as warm whatever the number of cameras; a frame of each camera is one round.</summary>
internal static class CameraCost
{
    private const int Frames = 160;

    private static readonly int[] Counts = [1, 2, 4, 8];

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "field", "twinlitenet" })
        {
            if (Models.Find(name, folder) is not { } package) continue;
            var film = FilmOf(package);
            using var slot = new ModelSlot(new ServingModel(new SegmentationModel(package, new RuntimeOptions { CompiledFolder = folder.File("compiled") }), new FlagPolicy([], package.Manifest), null, null));
            var runs = Counts.Select(_ => new List<Cost>()).ToArray();
            for (var round = -1; round < rounds; round++)
                for (var c = 0; c < Counts.Length; c++)
                {
                    var cost = RunOnce(slot.Current, film, package, Counts[c]);
                    if (round >= 0) runs[c].Add(cost);
                }
            Print(name, rounds, runs);
        }
    }

    private static void Print(string name, int rounds, List<Cost>[] runs)
    {
        Console.WriteLine();
        Console.WriteLine($"{name}, {Frames} frames a run, {rounds} runs each in turn; medians of the time for a frame, and for one frame of each camera");
        for (var c = 0; c < Counts.Length; c++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Counts[c]} cameras   clock {Of(runs[c], r => r.ClockMs),7:0.00} ms a frame, {Of(runs[c], r => r.ClockMs) * Counts[c],8:0.00} ms a round   "
                + $"processor {Of(runs[c], r => r.ProcessorMs),7:0.00} ms, {Of(runs[c], r => r.ProcessorMs) * Counts[c],8:0.00} ms   {Of(runs[c], r => r.Bytes),6:0} managed bytes a frame, fewest and most frames of a camera {runs[c].Min(r => r.Fewest)}, {runs[c].Max(r => r.Most)}"));
        foreach (var (what, read) in ((string, Func<Cost, double>)[])[("clock", r => r.ClockMs), ("processor", r => r.ProcessorMs)])
        {
            var line = StraightLine.Through([.. Counts.Select((count, c) => ((double)count, Of(runs[c], read) * count))]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-9} of a round = {line.Intercept:0.00} + {line.Slope:0.00} x cameras ms, R² {line.RSquared:0.0000}"));
        }
    }

    private static double Of(List<Cost> runs, Func<Cost, double> read) => runs.Select(read).Order().ElementAt(runs.Count / 2);

    private static Cost RunOnce(ServingModel serving, byte[][] film, ModelPackage package, int cameras)
    {
        using var metrics = new PipelineMetrics();
        var size = SizeOf(package);
        PipelineCamera[] all = [.. Enumerable.Range(0, cameras).Select(c => new PipelineCamera($"camera-{c}", new FilmSource([.. Enumerable.Range(0, Frames / cameras).Select(n => film[(n + (c * 7)) % film.Length])], size)))];
        using var pipeline = new FramePipeline(all, new ModelSlot(serving), [new Sink()], new PipelineOptions(), new RegionOptions(), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var (bytes, cpu, start) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        var took = Stopwatch.GetElapsedTime(start);
        long[] published = [.. metrics.Cameras.Select(c => c[Stage.Publish].Processed)];
        return new Cost(took.TotalMilliseconds / Frames, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Frames, (double)(GC.GetTotalAllocatedBytes() - bytes) / Frames, published.Min(), published.Max());
    }

    private static PictureSize SizeOf(ModelPackage package) => new(package.Manifest.Input.Width, package.Manifest.Input.Height);

    private static byte[][] FilmOf(ModelPackage package)
    {
        var size = SizeOf(package);
        using var source = new SimulatedSource(new SimulationOptions { Width = size.Width, Height = size.Height, Mode = SourceKind.File }, TimeProvider.System);
        if (!new FramePool(1, size).TryRent(out var frame)) throw new UnreachableException("a new pool has a frame");
        return [.. Enumerable.Range(0, 40).Select(_ => source.Read(frame, CancellationToken.None) == ReadOutcome.Picture ? frame.Pixels.ToArray() : throw new UnreachableException("the field has no end"))];
    }

    /// <param name="Fewest">Frames published of the camera that got the fewest.</param>
    private readonly record struct Cost(double ClockMs, double ProcessorMs, double Bytes, long Fewest, long Most);

    private sealed class Sink : IResultSink
    {
        public ValueTask FrameAsync(FrameResult result) => ValueTask.CompletedTask;
    }
}
