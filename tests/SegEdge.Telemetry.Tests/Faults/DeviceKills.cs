using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>kill -9 of a device at random moments: while it opens its files, appends, sends, evicts, with and without a link.</summary>
internal static class DeviceKills
{
    private const int MostEvents = 60;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(900);

    public static async Task<FaultTally> RunAsync(int cycles, int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var broker = await MosquittoProcess.StartAsync(Brokers.Lossless);
        await using var link = new TcpProxy(broker.Port);
        await using var recorder = await ArrivalRecorder.StartAsync(broker.Port);
        var attempts = new Attempts(new(seed));
        var outbox = folder.File("outbox");
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var cut = random.Next(4) == 0;
            if (cut) link.Cut();
            else link.Restore();
            // Now and then so little room that each event pushes out another: then a kill also meets gaps that are being written.
            var cap = random.Next(6) == 0 ? 200_000 : 64 << 20;
            var journal = folder.File($"journal-{cycle}");
            var events = random.Next(1, MostEvents);
            using (var rig = new RigProcess(outbox, link.Port, seed, attempts.Next, events, cap, journal))
            {
                await LiveAsync(rig, random, events, cut ? null : recorder);
                await rig.KillAsync();
            }

            attempts.Read(journal);
        }

        link.Restore();
        using var last = new RigProcess(outbox, link.Port, seed, attempts.Next, 0, 64 << 20, folder.File("journal"));
        var (epoch, eventSeq, gapSeq) = await last.EndAsync(TimeSpan.FromMinutes(2));
        await recorder.CatchUpAsync();
        var end = new Ending(epoch, eventSeq, gapSeq, 0, SpoolSize.Bytes(outbox), await SpoolSize.BaselineAsync(folder.File("new")));
        return FaultTally.Of("kill -9 of the device", cycles, seed, new(attempts.All, recorder.Arrivals) { End = end });
    }

    // Some kills come at any time from the start of the process, some soon after an answer, when the next commit is under way, some while
    // records are on their way.
    private static async Task LiveAsync(RigProcess rig, Random random, int events, ArrivalRecorder? recorder)
    {
        var (answers, arrivals) = (random.Next(1, events + 1), (recorder?.Count ?? 0) + random.Next(1, events + 1));
        var more = TimeSpan.FromMilliseconds(100 * random.NextDouble());
        switch (random.Next(recorder is null ? 2 : 3))
        {
            case 0:
                await Task.Delay(LongestStart * random.NextDouble(), TestContext.Current.CancellationToken);
                return;
            case 1:
                await AliveUntilAsync(rig, () => rig.Answers >= answers, $"the rig appends {answers} events");
                break;
            default:
                await AliveUntilAsync(rig, () => recorder!.Count >= arrivals, $"{arrivals} records have arrived");
                break;
        }

        await Task.Delay(more, TestContext.Current.CancellationToken);
    }

    private static Task AliveUntilAsync(RigProcess rig, Func<bool> condition, string what) => Eventually.TrueAsync(() =>
    {
        rig.CheckAlive();
        return condition();
    }, what);
}
