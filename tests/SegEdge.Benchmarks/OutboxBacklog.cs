using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>A million events wait: what that takes of memory above the same process with an empty outbox, while they come in, after a restart, and while
/// the first of them leave.</summary>
internal static class OutboxBacklog
{
    private const int Events = 1_000_000, Taken = 1_000;
    private const long CapBytes = 8L << 30;

    /// <param name="rounds">Not used: once is a million times.</param>
    public static void Run(int rounds) => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        var identity = new DeviceIdentity("site", "device", DeviceIdentity.NewBootId());
        SqliteOutbox Open() => new(folder.Path, CapBytes, identity, TimeProvider.System, NullLogger<SqliteOutbox>.Instance);
        // Everything that is loaded once is loaded before idle is measured.
        await using (var warm = Open())
        {
            await OutboxFill.RunAsync(warm, 10_000, blobs: 1);
            while (await warm.TakeAsync() is { } record) await warm.ConfirmAsync(record);
        }

        var outbox = Open();
        var idle = ResidentMb();
        var peak = idle;
        var start = Stopwatch.GetTimestamp();
        await OutboxFill.RunAsync(outbox, Events, blobs: 0, _ => peak = Math.Max(peak, ResidentMb()));
        var filled = Stopwatch.GetElapsedTime(start);
        Print("while they came in, at most", peak - idle);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Events / filled.TotalSeconds:N0} events/s, 256 appends at a time"));
        Print("while they wait", ResidentMb() - idle);
        await outbox.DisposeAsync();

        start = Stopwatch.GetTimestamp();
        outbox = Open();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  opened and checked in {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s, {outbox.Snapshot().Rows:N0} rows, {outbox.Snapshot().Bytes >> 20:N0} MB"));
        Print("after a restart", ResidentMb() - idle);
        for (var i = 0; i < Taken; i++) await outbox.ConfirmAsync(await outbox.TakeAsync() ?? throw new InvalidOperationException("nothing waits"));
        Print($"after {Taken:N0} left", ResidentMb() - idle);
        await outbox.DisposeAsync();
    }

    private static void Print(string when, double mb) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when,-28} {mb,6:N1} MB above idle"));

    // What is not collected yet is no need of ours.
    private static double ResidentMb()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1048576.0;
    }
}
