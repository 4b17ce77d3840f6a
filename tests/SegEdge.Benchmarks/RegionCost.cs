using System.Globalization;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What it costs to explain several regions of one frame in one call, against one by one: the live lane's method and limits, the largest regions of real frames.</summary>
internal static class RegionCost
{
    private const int Frames = 3;

    private static readonly int[] Counts = [1, 2, 4, 8];

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "field", "espnet-camvid" })
            if (Models.Find(name, folder) is { } package && Films.Of(name, Frames * 30) is { } film) Compare(package, [.. film.Where((_, i) => i % 30 == 0)], folder, rounds);
    }

    private static void Compare(ModelPackage package, IReadOnlyList<byte[]> film, TemporaryFolder folder, int rounds)
    {
        var runtime = new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") };
        using var model = new SegmentationModel(package, runtime);
        using var lane = new ExplanationLane(package, runtime, ExplanationLane.OptionsOf(new ExplanationOptions { Milliseconds = 600_000 }), TimeProvider.System);
        lane.WarmUp();
        var (together, alone, reused) = (new double[Counts.Length], new double[Counts.Length], new double[Counts.Length]);
        for (var round = 0; round < rounds; round++)
            foreach (var picture in film)
            {
                using var frame = TestFrame.Of(package.Manifest.Input.Width, package.Manifest.Input.Height, picture);
                using var segmentation = model.Maps.Rent();
                var letterbox = model.Segment(frame, segmentation, out _)!;
                new RegionExtractor(new RegionOptions { MinArea = 0.001f, Most = Counts[^1] }).Extract(segmentation, letterbox);
                var asks = segmentation.Regions.Select(r => new Func<IReadOnlyList<HeadReading>, Target>(heads => FlagTargets.For(new(r.Head, r.Class, r.Seed), heads, segmentation))).ToArray();
                foreach (var (i, count) in Counts.Index())
                {
                    if (asks.Length < count) throw new InvalidOperationException($"{package.Manifest.Name}: {asks.Length} regions in a picture, expected {count}");
                    var start = TimeProvider.System.GetTimestamp();
                    var answers = lane.Explain(frame.Picture, asks[..count], null, CancellationToken.None);
                    together[i] += TimeProvider.System.GetElapsedTime(start).TotalSeconds;
                    reused[i] += answers.Skip(1).Sum(a => a.Reused) / (double)Math.Max(1, answers.Skip(1).Sum(a => a.Passes));
                    start = TimeProvider.System.GetTimestamp();
                    foreach (var ask in asks[..count]) lane.Explain(frame.Picture, null, ask, null, CancellationToken.None);
                    alone[i] += TimeProvider.System.GetElapsedTime(start).TotalSeconds;
                }
            }
        var pictures = rounds * film.Count;
        Console.WriteLine();
        Console.WriteLine($"{package.Manifest.Name}: explaining the largest regions of a frame, {film.Count} frames, {rounds} rounds, in turn");
        foreach (var (i, count) in Counts.Index())
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {count} regions  in one call {together[i] / pictures,6:0.00} s, one by one {alone[i] / pictures,6:0.00} s: x{together[i] / alone[i]:0.00}; passes of the later ones known already {100 * reused[i] / pictures,3:0} %"));
    }
}
