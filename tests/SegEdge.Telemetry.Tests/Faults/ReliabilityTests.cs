using System.Diagnostics;
using System.Globalization;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>All faults, many times. Writes the table where SEGEDGE_RELIABILITY_REPORT says; SEGEDGE_RELIABILITY_KILLS makes it a shorter run, of
/// so many kills instead of 500 and of the other faults in proportion.</summary>
public sealed class ReliabilityTests
{
    // In an order in which what matters most comes first.
    private static readonly (int Cycles, string Name, Func<int, int, Task<FaultTally>> Run)[] Faults =
    [
        (500, nameof(DeviceKills.RunAsync), DeviceKills.RunAsync),
        (500, nameof(BrokerFaults.KillPersistentAsync), BrokerFaults.KillPersistentAsync),
        (500, nameof(BrokerFaults.KillForgetfulAsync), BrokerFaults.KillForgetfulAsync),
        (500, nameof(BrokerFaults.BrokersWordAsync), BrokerFaults.BrokersWordAsync),
        (500, nameof(LinkFaults.CutAsync), LinkFaults.CutAsync),
        (20, nameof(LinkFaults.SlowAsync), LinkFaults.SlowAsync),
        (100, nameof(LinkFaults.HalfOpenAsync), LinkFaults.HalfOpenAsync),
        (500, nameof(LinkFaults.PubackLostOnceAsync), LinkFaults.PubackLostOnceAsync),
        (1, nameof(LinkFaults.PubackLostForEverAsync), LinkFaults.PubackLostForEverAsync),
        (20, nameof(LinkFaults.BytesFlippedAsync), LinkFaults.BytesFlippedAsync),
        (100, nameof(SpoolFaults.ClockJumpsAsync), SpoolFaults.ClockJumpsAsync),
        (100, nameof(SpoolFaults.DiskFullAsync), SpoolFaults.DiskFullAsync),
        (100, nameof(SpoolFaults.SmallDiskAsync), SpoolFaults.SmallDiskAsync),
        (200, $"{SpoolFaults.Truncated}, outbox-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.Truncated, "outbox-", cycles, seed)),
        (200, $"{SpoolFaults.Flipped}, outbox-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.Flipped, "outbox-", cycles, seed)),
        (200, $"{SpoolFaults.LogRemoved}, outbox-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.LogRemoved, "outbox-", cycles, seed)),
        (200, $"{SpoolFaults.Truncated}, blobs-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.Truncated, "blobs-", cycles, seed)),
        (200, $"{SpoolFaults.Flipped}, blobs-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.Flipped, "blobs-", cycles, seed)),
        (200, $"{SpoolFaults.LogRemoved}, blobs-*", (cycles, seed) => SpoolFaults.DamageAsync(SpoolFaults.LogRemoved, "blobs-", cycles, seed)),
        (10, nameof(BrokerFaults.MessageSizeLimitAsync), BrokerFaults.MessageSizeLimitAsync),
        (10, nameof(BrokerFaults.MaxPacketSizeAsync), BrokerFaults.MaxPacketSizeAsync),
        (10, nameof(SpoolFaults.OfflineAsync), (_, seed) => SpoolFaults.OfflineAsync(10, seed)),
    ];

    [Fact, Trait("run", "long")]
    public async Task UnderEveryFault_ManyTimes_TheHistoryHolds()
    {
        var started = Stopwatch.GetTimestamp();
        var seed = Environment.TickCount;
        var rows = new List<ReliabilityRow>();
        var kills = int.Parse(Environment.GetEnvironmentVariable("SEGEDGE_RELIABILITY_KILLS") ?? "500", CultureInfo.InvariantCulture);
        foreach (var (cycles, name, run) in Faults) rows.Add(await RowAsync(name, run, Math.Max(1, cycles * kills / 500), seed++));
        rows.Insert(1, await KillPointsAsync(seed));
        if (Environment.GetEnvironmentVariable("SEGEDGE_RELIABILITY_REPORT") is { Length: > 0 } path)
            await File.WriteAllTextAsync(path, ReliabilityReport.Of(rows, Stopwatch.GetElapsedTime(started)), TestContext.Current.CancellationToken);
        Assert.True(rows.TrueForAll(row => row.Holds), string.Join('\n', rows));
    }

    private static async Task<ReliabilityRow> RowAsync(string name, Func<int, int, Task<FaultTally>> run, int cycles, int seed)
    {
        try
        {
            var tally = await run(cycles, seed);
            TestContext.Current.TestOutputHelper?.WriteLine(tally.Explain());
            return ReliabilityRow.Of(tally);
        }
        catch (Exception e) when (e is not OperationCanceledException) // whatever it was: the other faults are still worth a run
        {
            TestContext.Current.TestOutputHelper?.WriteLine(e.ToString());
            return new(name, cycles, seed, new(), 0, e.Message.ReplaceLineEndings(" "));
        }
    }

    private static async Task<ReliabilityRow> KillPointsAsync(int seed)
    {
        var lives = new List<FaultTally>();
        await foreach (var life in KillPoints.RunAsync(seed)) lives.Add(life);
        return ReliabilityRow.Of("kill before each statement of a short life", seed, lives);
    }
}
