using System.Diagnostics;
using System.Globalization;

namespace SegEdge.Benchmarks;

/// <summary>Things that do comparable work, timed in turns: A B C A B C. What slows the machine slows all of them alike. Beside the time on the
/// clock stands the processor's time: a neighbour who takes the core away does not count there.</summary>
/// <param name="rounds">Counted; three more warm up.</param>
internal sealed class Paired(string title, int rounds)
{
    private readonly List<(string Name, Action Work)> _entries = [];

    /// <summary>The first is the baseline.</summary>
    public Paired Add(string name, Action work)
    {
        _entries.Add((name, work));
        return this;
    }

    /// <summary>Prints medians, and the median over rounds of each round's ratio to the baseline with its quartiles.</summary>
    public void Print()
    {
        var times = _entries.Select(_ => new double[rounds]).ToArray();
        var processor = _entries.Select(_ => new double[rounds]).ToArray();
        var bytes = new long[_entries.Count];
        for (var round = -3; round < rounds; round++)
            for (var e = 0; e < _entries.Count; e++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var cpu = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                _entries[e].Work();
                var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (round < 0) continue;
                (times[e][round], processor[e][round]) = (took, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
                bytes[e] += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        Console.WriteLine();
        Console.WriteLine($"{title}, {rounds} rounds in turn");
        for (var e = 0; e < _entries.Count; e++)
        {
            var name = _entries[e].Name;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-42} clock {Describe(times[e], times[0])}   processor {Describe(processor[e], processor[0])}   {bytes[e] / rounds,8:N0} managed bytes"));
        }
    }

    private static string Describe(double[] times, double[] baseline)
    {
        var ratios = times.Zip(baseline, (a, b) => a / b).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"{times.Order().ElementAt(times.Length / 2),8:0.00} ms x{ratios[ratios.Length / 2]:0.000} ({ratios[ratios.Length / 4]:0.000} to {ratios[ratios.Length * 3 / 4]:0.000})");
    }
}
