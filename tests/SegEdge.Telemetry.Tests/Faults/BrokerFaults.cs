using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>What a broker can do to a device.</summary>
internal static class BrokerFaults
{
    /// <summary>kill -9 of a broker that writes its state after every change, and acknowledges before: the receipts of a hub decide.</summary>
    public static Task<FaultTally> KillPersistentAsync(int cycles, int seed) => KillAsync(cycles, seed, Brokers.Persistent, "persistence on");

    /// <summary>kill -9 of a broker that forgets everything, what it acknowledged too: the receipts of a hub decide.</summary>
    public static Task<FaultTally> KillForgetfulAsync(int cycles, int seed) => KillAsync(cycles, seed, Brokers.Forgetful, "persistence off");

    /// <summary>The same where the broker's word suffices. What it took and lost is not the outbox's, and stands in the name; the rest must hold.</summary>
    public static async Task<FaultTally> BrokersWordAsync(int cycles, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Persistent);
        bench.Open();
        bench.Publish();
        await bench.InterruptAsync(cycles, bench.Broker.KillAsync, bench.Broker.StartAgainAsync);
        var all = await bench.EndAsync("", cycles);
        var lost = all.Violations.Count(violation => violation.Law == Law.NothingLost);
        return new($"kill -9 of the broker, persistence on, `confirm: broker` (lost by the broker: {lost})", cycles, seed, all.History,
            [.. all.Violations.Where(violation => violation.Law is not (Law.NothingLost or Law.NoHole))]);
    }

    private static async Task<FaultTally> KillAsync(int cycles, int seed, string[] broker, string how)
    {
        await using var bench = await FaultBench.StartAsync(seed, broker);
        bench.Rules = new(Confirm: ConfirmBy.Archive);
        bench.Open();
        bench.Publish();
        await using (new ReceiptingHub(bench.Recorder, bench.Outbox))
        {
            await bench.InterruptAsync(cycles, bench.Broker.KillAsync, bench.Broker.StartAgainAsync);
            await bench.EmptiesAsync();
        }

        return await bench.EndAsync($"kill -9 of the broker, {how}, `confirm: archive`", cycles, history => history with { BrokerRefused = true });
    }

    /// <summary>The broker answers 0x95 to what is above a limit that it told nobody.</summary>
    public static Task<FaultTally> MessageSizeLimitAsync(int cycles, int seed) => PoisonAsync(cycles, seed, "message_size_limit 5000");

    /// <summary>The broker told the limit: larger blobs travel in parts, larger events cannot.</summary>
    public static Task<FaultTally> MaxPacketSizeAsync(int cycles, int seed) => PoisonAsync(cycles, seed, "max_packet_size 5000");

    private static async Task<FaultTally> PoisonAsync(int cycles, int seed, string limit)
    {
        await using var bench = await FaultBench.StartAsync(seed, [.. Brokers.Lossless, limit]);
        bench.Open();
        bench.Publish();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await bench.AppendAsync(8);
            await bench.AppendPoisonAsync(6000);
        }

        await bench.EmptiesAsync();
        Assert.True(bench.Outbox.Snapshot().Quarantined >= cycles, $"{bench.Outbox.Snapshot()}");
        var tally = await bench.EndAsync($"poison, {limit}", cycles);
        Assert.Contains(tally.History.Arrivals.OfType<GapArrival>(), gap => gap.Gap is { Reason: GapReason.Quarantined, Stream: StreamKind.Event });
        return tally;
    }
}
