using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>What durability costs: the outbox on disk beside the one in memory, in turn. Eight producers append events, with and without blobs, then one
/// reader takes and confirms all of them.</summary>
internal static class OutboxCost
{
    private const int Producers = 8, EventsEach = 200, Blobs = 3;

    public static void Run(int rounds)
    {
        var sizes = new[] { 0, Blobs };
        foreach (var blobs in sizes)
        {
            var (memory, disk) = (new List<Outcome>(), new List<Outcome>());
            for (var round = -1; round < rounds; round++)
            {
                var inMemory = RunAsync(new MemoryOutbox(1L << 30, TimeProvider.System), blobs).GetAwaiter().GetResult();
                using var folder = new TemporaryFolder();
                var identity = new DeviceIdentity("site", "device", DeviceIdentity.NewBootId());
                var outbox = new SqliteOutbox(folder.Path, 1L << 30, identity, TimeProvider.System, NullLogger<SqliteOutbox>.Instance);
                var onDisk = RunAsync(outbox, blobs).GetAwaiter().GetResult();
                outbox.DisposeAsync().AsTask().GetAwaiter().GetResult();
                if (round < 0) continue;
                memory.Add(inMemory);
                disk.Add(onDisk);
            }

            Console.WriteLine();
            Console.WriteLine($"{Producers} producers, {EventsEach} events each, {blobs} blobs of {BenchmarkEvents.BlobBytes:N0} bytes an event, {rounds} rounds in turn");
            Print("in memory", memory);
            Print("on disk", disk);
        }
    }

    private static async Task<Outcome> RunAsync(IOutbox outbox, int blobs)
    {
        var calls = new List<double>();
        // Made before: a picture's encoding and hash are their maker's time.
        var entries = Enumerable.Range(0, Producers * EventsEach).Select(i => BenchmarkEvents.Entry(i, blobs)).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            var own = new List<double>();
            for (var i = 0; i < EventsEach; i++)
            {
                var called = Stopwatch.GetTimestamp();
                var append = outbox.AppendAsync(entries[producer * EventsEach + i]);
                own.Add(Stopwatch.GetElapsedTime(called).TotalMicroseconds); // what the caller's thread is held for
                if (!(await append).Accepted) throw new InvalidOperationException("refused");
            }

            lock (calls) calls.AddRange(own);
        })));
        var appended = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        var records = 0;
        while (await outbox.TakeAsync() is { } record)
        {
            records++;
            await outbox.ConfirmAsync(record);
        }

        var drained = Stopwatch.GetElapsedTime(start);
        return new(Producers * EventsEach / appended.TotalSeconds, calls.Order().ElementAt(calls.Count * 99 / 100), records / drained.TotalSeconds);
    }

    private static void Print(string name, List<Outcome> runs) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {name,-10} {Median(runs, r => r.EventsPerSecond),10:N0} events/s appended   p99 of the call {Median(runs, r => r.P99Microseconds),8:N1} us   {Median(runs, r => r.RecordsPerSecond),10:N0} records/s taken and confirmed one by one"));

    private static double Median(List<Outcome> runs, Func<Outcome, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private readonly record struct Outcome(double EventsPerSecond, double P99Microseconds, double RecordsPerSecond);
}
