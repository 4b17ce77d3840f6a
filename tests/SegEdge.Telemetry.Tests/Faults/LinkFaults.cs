using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>What a wire can do to a device.</summary>
internal static class LinkFaults
{
    public static async Task<FaultTally> CutAsync(int cycles, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        bench.Open();
        bench.Publish();
        await bench.InterruptAsync(cycles, bench.Link.Cut, bench.Link.Restore);
        return await bench.EndAsync("link cut", cycles);
    }

    public static async Task<FaultTally> SlowAsync(int cycles, int seed)
    {
        const double timeFactor = 10; // a connection gets 10 s of the device's time, of which the link takes 4: the machine keeps 0.6 real seconds of them
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless, timeFactor: timeFactor);
        bench.Link.Delay = TimeSpan.FromSeconds(2) / timeFactor;
        bench.Open();
        bench.Publish();
        for (var cycle = 0; cycle < cycles; cycle++) await bench.AppendAsync(5);
        return await bench.EndAsync("slow link, 4 s there and back", cycles);
    }

    public static async Task<FaultTally> HalfOpenAsync(int cycles, int seed)
    {
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless);
        bench.Open();
        bench.Publish();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await bench.ConnectsAsync();
            var reconnects = bench.Publisher.Status.Reconnects;
            await bench.AppendAsync(5);
            bench.Link.Silence();
            await bench.AppendAsync(5);
            await Eventually.TrueAsync(() => !bench.Publisher.Status.Connected, "the device notices that nothing comes back");
            bench.Link.Restore();
            await Eventually.TrueAsync(() => bench.Publisher.Status.Reconnects > reconnects, "the device is back");
        }

        return await bench.EndAsync("half-open link", cycles);
    }

    /// <summary>Of each record the first acknowledgement is lost.</summary>
    public static async Task<FaultTally> PubackLostOnceAsync(int cycles, int seed)
    {
        var random = new Random(seed);
        var (active, gate) = (true, new Lock());
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless, () => new ReplacedPubacks(_ =>
        {
            lock (gate) return Volatile.Read(ref active) && random.Next(10) == 0 ? [] : null;
        }));
        bench.Open();
        bench.Publish();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await bench.AppendAsync(10);
            await Eventually.TrueAsync(() => bench.Publisher.Status.Reconnects > cycle || bench.Outbox.Snapshot().Rows == 0, "a link is given up, or nothing waits");
        }

        Volatile.Write(ref active, false);
        return await bench.EndAsync("one PUBACK in ten lost", cycles);
    }

    /// <summary>A proxy turns bits. MQTT has no checksum, so that some of what it does nobody can notice without TLS: a card in another shape, a
    /// record under another topic, an acknowledgement of another record. What must hold: the device goes on, no blob arrives as what it is not,
    /// and once the proxy is sound again nothing is lost any more.</summary>
    /// <returns>What was appended after that; what the flips did is in the name.</returns>
    public static async Task<FaultTally> BytesFlippedAsync(int cycles, int seed)
    {
        const int oneByteIn = 5000; // a few records between one and the next
        var (flips, connection) = (true, 0);
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless,
            () => new ByteFlips(seed + Interlocked.Increment(ref connection), oneByteIn, () => Volatile.Read(ref flips)));
        bench.Open();
        bench.Publish();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var wanted = bench.Recorder.Count + 10;
            await bench.AppendAsync(30);
            await Eventually.TrueAsync(() => bench.Recorder.Count >= wanted || bench.Outbox.Snapshot().Rows == 0, "some records get through");
        }

        Volatile.Write(ref flips, false);
        bench.Link.Cut(); // what was half sent is half broken
        bench.Link.Restore();
        await bench.EmptiesAsync();
        var before = bench.Attempts.All.Select(attempt => attempt.EventId).ToHashSet();
        await bench.AppendAsync(30);
        var all = await bench.EndAsync("", cycles);
        Assert.DoesNotContain(all.Violations, violation => violation.Law is Law.TrueGaps or Law.Emptied);
        var after = new History([.. all.History.Attempts.Where(attempt => !before.Contains(attempt.EventId))], Later(all.History.Arrivals, before)) { BrokerRefused = true };
        var found = HistoryChecker.Check(after).Where(violation => violation.Law is Law.NothingLost or Law.NoPhantom).ToArray();
        return new($"bytes flipped on the link (meanwhile {all.Violations.Count} violations that nobody can notice without TLS)", cycles, seed, after, found);
    }

    private static Arrival[] Later(IReadOnlyList<Arrival> arrivals, HashSet<string> before) =>
        [.. arrivals.Where(arrival => arrival is EventArrival card ? !before.Contains(card.EventId) && card.Seq > before.Count
            : arrival is not BlobArrival blob || !before.Contains(blob.EventId) && blob.Seq > before.Count)];

    /// <summary>The broker takes certain records and nobody ever hears of it: they are given up, named, and the others go on.</summary>
    public static async Task<FaultTally> PubackLostForEverAsync(int cycles, int seed)
    {
        var doomed = System.Text.Encoding.UTF8.GetBytes("\"number\":3,");
        await using var bench = await FaultBench.StartAsync(seed, Brokers.Lossless, () => new ReplacedPubacks(packet => packet.AsSpan().IndexOf(doomed) >= 0 ? [] : null));
        bench.Open();
        await bench.AppendAsync(8);
        bench.Publish();
        await bench.EmptiesAsync();
        Assert.Equal(1, bench.Outbox.Snapshot().Quarantined);
        return await bench.EndAsync("PUBACK lost for ever", cycles, history => history with { BrokerRefused = true });
    }
}
