using System.Diagnostics;
using System.Globalization;
using SegEdge.Pipeline;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>How fast the bundled networks are on one core beside those of others: each picture goes through all of them in turn, from its pixels to its class maps.</summary>
internal static class NetworkSpeed
{
    private static readonly string[] Names = ["espnet-camvid", "twinlitenet", "field", "road", "crop-weed"];

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var found = Names.Select(name => (Name: name, Package: Models.Find(name, folder))).Where(m => m.Package is not null).ToList();
        var runs = found.ConvertAll(m => new OneNetwork(m.Name, new SegmentationModel(m.Package!, new RuntimeOptions { Threads = 1, CompiledFolder = folder.File("compiled") })));
        for (var round = -2; round < rounds; round++)
            foreach (var run in runs) run.Once(counts: round >= 0);
        Console.WriteLine($"{rounds} pictures each in turn, one thread, from pixels to class maps");
        foreach (var run in runs)
        {
            var ratios = runs[0].Milliseconds.Zip(run.Milliseconds, (first, own) => first / own).Order().ToList();
            var median = run.Milliseconds.Order().ElementAt(rounds / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {run.Name,-14} {run.Size,9}  median {median,6:0.0} ms, {1000 / median,5:0.0} a second; {ratios[rounds / 2]:0.00} x as fast as {runs[0].Name} ({ratios[rounds / 4]:0.00} to {ratios[rounds * 3 / 4]:0.00})"));
            run.Model.Dispose();
        }
    }

    private sealed record OneNetwork(string Name, SegmentationModel Model)
    {
        public List<double> Milliseconds { get; } = [];

        public string Size => $"{Model.Manifest.Input.Width}x{Model.Manifest.Input.Height}";

        public void Once(bool counts)
        {
            using var frame = TestFrame.Noise(Model.Manifest.Input.Width, Model.Manifest.Input.Height, 1);
            using var maps = Model.Maps.Rent();
            var start = Stopwatch.GetTimestamp();
            Model.Segment(frame, maps, out _);
            if (counts) Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}
