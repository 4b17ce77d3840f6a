using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Bench;

/// <summary>All turns of a benchmark and what they were taken on.</summary>
internal sealed record BenchResult(
    BenchPlan Plan, ModelPackage Model, string Provider, string Split, IReadOnlyList<(string Name, string Value)> Machine,
    IReadOnlyDictionary<string, List<BenchTurn>> Turns, IReadOnlyList<BenchWatch> Watches, double PeakMb)
{
    public static IReadOnlyList<string> Ways { get; } = [Benchmark.Source, Benchmark.Network, Benchmark.Deployed, Benchmark.Device];

    /// <summary>Median over rounds of a way's frames a second by the baseline's in the same round, with the least and the most.</summary>
    public (double Median, double Least, double Most) Ratio(string way, string baseline)
    {
        double[] ratios = [.. Turns[way].Zip(Turns[baseline], (a, b) => a.FramesPerSecond / b.FramesPerSecond).Order()];
        return (ratios[ratios.Length / 2], ratios[0], ratios[^1]);
    }

    public double Median(string way, Func<BenchTurn, double> figure) => Turns[way].Select(figure).Order().ElementAt(Turns[way].Count / 2);

    public double MedianOfWatches(Func<BenchWatch, double> figure) => Watches.Select(figure).Order().ElementAt(Watches.Count / 2);
}
