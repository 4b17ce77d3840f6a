using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Rig;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>The files of an outbox with one bit turned, byte after byte: in the file after a farewell, in the log after a kill.</summary>
internal sealed class FlipPoints : IDisposable
{
    private const int Events = 6;

    private readonly TemporaryFolder _folder = new(inMemory: true);
    private readonly Workload _workload;
    private readonly Attempts _attempts;
    private readonly List<Arrival> _arrivals = [];
    private readonly int _seed;

    private FlipPoints(int seed) => (_seed, _workload, _attempts) = (seed, new(seed), new(new(seed)));

    private string Folder => _folder.File("outbox");

    /// <param name="pattern">Of the file that is damaged, as <c>outbox-*.db-wal</c>; where it names a log, the outbox is killed.</param>
    /// <param name="step">Bytes between one flip and the next.</param>
    public static async IAsyncEnumerable<FaultTally> RunAsync(string pattern, int step, int seed)
    {
        using var points = new FlipPoints(seed);
        var folder = await points.LiveAsync(killed: pattern.EndsWith("-wal", StringComparison.Ordinal));
        var length = new FileInfo(Assert.Single(Directory.GetFiles(folder, pattern))).Length;
        for (var at = new Random(seed).Next(step); at < length; at += step) yield return await points.ReviveAsync(folder, pattern, at);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> LiveAsync(bool killed)
    {
        await using var outbox = Open(Folder);
        for (var number = 1L; number <= Events; number++)
        {
            var entry = _workload.Entry(number);
            _attempts.Try(number);
            var receipt = await outbox.AppendAsync(entry, TestContext.Current.CancellationToken);
            _attempts.Answer(number, outbox.Epoch, receipt.Seq, receipt.BlobsDropped);
        }

        // One is delivered, one is named in a gap that still waits.
        await TakeAsync(outbox, record => outbox.ConfirmAsync(record, TestContext.Current.CancellationToken));
        await TakeAsync(outbox, record => outbox.QuarantineAsync(record, "a test", TestContext.Current.CancellationToken), arrives: false);
        if (!killed) await outbox.DisposeAsync();
        return Copy(Folder, "as-left");
    }

    private async Task<FaultTally> ReviveAsync(string left, string pattern, long at)
    {
        var folder = Copy(left, $"{at}");
        var path = Assert.Single(Directory.GetFiles(folder, pattern));
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = at;
            var value = file.ReadByte();
            file.Position = at;
            file.WriteByte((byte)(value ^ (1 << (int)(at % 8))));
        }

        var arrivals = _arrivals.ToList();
        await using (var outbox = Open(folder))
        {
            var number = Events + 1 + at;
            var entry = _workload.Entry(number);
            var after = new Attempts(_workload);
            after.Try(number);
            var receipt = await outbox.AppendAsync(entry, TestContext.Current.CancellationToken);
            after.Answer(number, outbox.Epoch, receipt.Seq, receipt.BlobsDropped);
            while (await TakeAsync(outbox, record => outbox.ConfirmAsync(record, TestContext.Current.CancellationToken), arrivals)) { }
            var end = outbox.Snapshot();
            Directory.Delete(folder, recursive: true);
            return FaultTally.Of($"{pattern}, byte {at}", 1, _seed, new([.. _attempts.All, .. after.All], arrivals)
            {
                DiskWasHarmed = true,
                BrokerRefused = true, // a record that is found late comes late
                End = new(outbox.Epoch, end.LastEventSeq, end.LastGapSeq, end.Rows, 0, 0),
            });
        }
    }

    private async Task<bool> TakeAsync(SqliteOutbox outbox, Func<OutboxRecord, ValueTask> settle, List<Arrival>? arrivals = null, bool arrives = true)
    {
        if (await outbox.TakeAsync(TestContext.Current.CancellationToken) is not { } record) return false;
        if (arrives) (arrivals ?? _arrivals).Add(TakenRecord.AsArrival(record));
        await settle(record);
        return true;
    }

    private string Copy(string from, string name)
    {
        var copy = Directory.CreateDirectory(_folder.File(name)).FullName;
        foreach (var file in Directory.GetFiles(from, "*.db*")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private SqliteOutbox Open(string folder) => new(new SpoolSettings(
        folder, 1 << 20, _workload.Identity, TimeProvider.System, TimeSpan.FromDays(7), NullLogger.Instance, null));
}
