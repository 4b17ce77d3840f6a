using System.Diagnostics;
using System.Globalization;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Analysis.Reports;
using SegEdge.Fleet.Simulation;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>The weak-spot report on ten million events of 100 devices in 30 days, read from Parquet as a hub keeps it: 3,000 files, 500 MB.</summary>
internal static class FleetReportCost
{
    private const int Days = 30;

    /// <param name="rounds">Reports, one after the other; at most five, since each takes seconds.</param>
    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var archive = new FleetFolder(folder.File("data"));
        var written = ArchiveSimulation.Write(
            new() { Devices = 100, Rate = 3.9, MudCamera = "site-3/rover-024/rear", ContextVersion = "1.5.0" }, archive, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), Days * 24);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written:N0} events written"));
        for (var round = 0; round < Math.Min(rounds, 5); round++) Report(archive, new(folder.File("report")));
    }

    private static void Report(FleetFolder archive, DirectoryInfo output)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var report = FleetReport.Make(archive, new AnalysisOptions(), DateTimeOffset.UnixEpoch);
        ReportFiles.WriteAsync(report, output).GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  clock {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, processor {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s, {report.Spots.Judged:N0} slices judged: {string.Join("; ", report.Spots.Spots.Select(spot => spot.Slice))}"));
    }
}
