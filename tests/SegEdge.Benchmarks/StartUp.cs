using System.Diagnostics;
using System.Globalization;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>From the start of the process to the first mask on the disk, on a disk that has the files in memory, and the memory of a longer run.</summary>
internal static class StartUp
{
    private const int MemoryFrames = 200;

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var program = Repository.Path("EdgeHost/bin/Release/net10.0/segedge");
        foreach (var name in new[] { "twinlitenet", "field" })
        {
            if (Models.Find(name, folder) is not { } package) continue;
            var video = SharedData.Find("data/carnd-lanelines/solidWhiteRight.mp4");
            if (video is null)
            {
                Console.WriteLine("No video on this machine; set SEGEDGE_SHARED.");
                return;
            }
            // The first run compiles the model, as the first start of a device does.
            var first = Start(program, package.ModelPath, video, 1, folder);
            var turns = Enumerable.Range(0, rounds).Select(_ => (Whole: Start(program, package.ModelPath, video, 1, folder), Bare: Start(program, null, video, 1, folder))).ToList();
            var memory = Start(program, package.ModelPath, video, MemoryFrames, folder);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: process start to first mask median {Median(turns.Select(t => t.Whole.FirstMask)):0.00} s, most {turns.Max(t => t.Whole.FirstMask):0.00} s ('segedge --version' {Median(turns.Select(t => t.Bare.End)):0.00} s; the very first start, which compiles, {first.FirstMask:0.00} s), {rounds} starts in turn; peak memory of {MemoryFrames} frames at 2 threads {memory.PeakMb:0} MB"));
        }
    }

    // Null: only says its version, which is what .NET itself takes.
    private static (double FirstMask, double End, double PeakMb) Start(string program, string? model, string video, int frames, TemporaryFolder folder)
    {
        var output = folder.File($"out-{Guid.NewGuid():n}");
        string[] arguments = model is null ? ["--version"] : ["segment", "-m", model, "-s", video, "-o", output, "-n", frames.ToString(CultureInfo.InvariantCulture), "--threads", "2"];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["SEGEDGE_HOME"] = folder.File("home") } };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var (first, peak) = (0.0, 0L);
        while (!process.WaitForExit(2))
        {
            if (first == 0 && HasMask(output)) first = clock.Elapsed.TotalSeconds;
            process.Refresh();
            try { peak = Math.Max(peak, process.PeakWorkingSet64); }
            catch (InvalidOperationException) { } // expected: it ended meanwhile
        }
        var end = clock.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"segedge {string.Join(' ', arguments)}: exit code {process.ExitCode}: {errors.Result}");
        return (first == 0 ? end : first, end, peak / 1e6);
    }

    private static bool HasMask(string output) =>
        Directory.Exists(Path.Combine(output, "masks")) && Directory.EnumerateFiles(Path.Combine(output, "masks"), "*.png", SearchOption.AllDirectories).Any();

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
