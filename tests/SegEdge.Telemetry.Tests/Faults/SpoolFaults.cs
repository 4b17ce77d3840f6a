using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>What a disk and a clock can do to a device.</summary>
internal static class SpoolFaults
{
    public const string Truncated = "truncated";
    public const string Flipped = "flipped bytes";
    public const string LogRemoved = "write-ahead log removed";

    /// <summary>A wall clock that was wrong by years, back and forth, while the device runs and between its starts.</summary>
    public static async Task<FaultTally> ClockJumpsAsync(int cycles, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            bench.Open();
            await bench.AppendAsync(5);
            bench.Time.Jump = TimeSpan.FromDays(cycle % 2 == 0 ? 365 : -365);
            await bench.AppendAsync(5);
            bench.Publish();
            await bench.AppendAsync(5);
            await bench.ConnectsAsync();
            await bench.CloseAsync();
        }

        bench.Open();
        bench.Publish();
        var tally = await bench.EndAsync("clock jumps of +1 and -1 year", cycles);
        Assert.Empty(tally.History.Arrivals.OfType<GapArrival>()); // nothing expires by a wall clock
        return tally;
    }

    /// <summary>A disk that is full before the cap is reached, and has room again in the end.</summary>
    public static async Task<FaultTally> DiskFullAsync(int cycles, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            bench.OpenFile = (path, synchronous) => new(path, synchronous, maxPages: 40); // 160 kB a file
            bench.Open();
            await bench.AppendAsync(120);
            await bench.CloseAsync();
            bench.OpenFile = null;
            bench.Open();
            bench.Publish();
            await bench.AppendAsync(5);
            await bench.EmptiesAsync();
            await bench.CloseAsync();
        }

        bench.Open();
        bench.Publish();
        var tally = await bench.EndAsync("disk full (max_page_count)", cycles);
        CheckRefusals(tally);
        return tally;
    }

    /// <summary>A file system that something else fills up to the last byte, and that has room again in the end.</summary>
    public static async Task<FaultTally> SmallDiskAsync(int cycles, int seed)
    {
        using var disk = SmallDisk.Mount(megabytes: 72); // of which the outbox leaves 64 to the system
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        bench.Folder = Path.Combine(disk.Path, "outbox");
        bench.Open();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await bench.AppendAsync(50);
            disk.Fill();
            await bench.AppendAsync(50);
            disk.Clear();
            await bench.AppendAsync(5);
        }

        bench.Publish();
        var tally = await bench.EndAsync("disk full (small file system)", cycles);
        CheckRefusals(tally);
        Assert.True(tally.Records.Refused + tally.Records.BlobsNamed > 0, tally.Explain());
        return tally;
    }

    /// <summary>The files as a kill left them, then damaged, then opened.</summary>
    /// <param name="damage">One of the three above.</param>
    /// <param name="file">How the file's name begins: <c>outbox-</c> or <c>blobs-</c>.</param>
    public static async Task<FaultTally> DamageAsync(string damage, string file, int cycles, int seed)
    {
        var random = new Random(seed);
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            bench.Open();
            bench.Publish();
            await bench.AppendAsync(random.Next(5, 40));
            if (random.Next(2) == 0) await bench.EmptiesAsync();
            bench.Link.Cut(); // from here on what is accepted is on the disk alone
            await bench.AppendAsync(random.Next(5, 40));
            // Half of the time the log was taken in before, and the damage hits what lies in the file itself.
            if (damage != LogRemoved && random.Next(2) == 0)
            {
                await bench.CloseAsync();
                bench.Open();
            }

            var folder = await bench.KillAsync();
            Damage.Do(damage, Assert.Single(Directory.GetFiles(folder, file + "*.db")), random);
            bench.Link.Restore();
        }

        bench.Open();
        bench.Publish();
        await bench.AppendAsync(5);
        return await bench.EndAsync($"{(file == "blobs-" ? "blobs" : "records")} {damage}", cycles, history => history with { DiskWasHarmed = true });
    }

    /// <summary>A week and a half without a link, ten minutes between events, and room for a part of it only.</summary>
    public static async Task<FaultTally> OfflineAsync(int days, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        var simulated = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_600));
        bench.CapBytes = 2 << 20;
        bench.Open(simulated);
        for (var hour = 0; hour < days * 24; hour++)
        {
            await bench.AppendAsync(2);
            simulated.Advance(TimeSpan.FromHours(1));
        }

        await bench.CloseAsync();
        bench.Open();
        bench.Publish();
        await bench.AppendAsync(5);
        return await bench.EndAsync($"{days} simulated days offline", 1);
    }

    /// <summary>Refusals are counted, though nobody owes them: each stands in a gap.</summary>
    private static void CheckRefusals(FaultTally tally) => Assert.Equal(tally.Records.Refused,
        tally.History.Arrivals.OfType<GapArrival>().Select(arrival => arrival.Gap).DistinctBy(gap => (gap.Epoch, gap.Seq))
            .Where(gap => gap.Reason == GapReason.Refused).Sum(gap => gap.Count));
}
