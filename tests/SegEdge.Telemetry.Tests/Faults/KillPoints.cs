using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Rig;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A kill before every single statement that the outbox gives to SQLite, in turn: what chance finds only sometimes.</summary>
/// <remarks>The consumer takes from the outbox itself. A kill is a copy of the files as they are at that moment, logs included.</remarks>
internal sealed class KillPoints : IAsyncDisposable
{
    // The least there is: ten events with their blobs do not fit.
    private const long CapBytes = 64 * 1024;
    private const int Events = 12;

    private readonly TemporaryFolder _folder = new(inMemory: true);
    private readonly Workload _workload;
    private readonly Attempts _attempts;
    private readonly List<Arrival> _arrivals = [];
    private readonly List<(string Folder, History History)> _kills = [];
    private readonly Mutant? _mutant;
    private int _statements;

    private KillPoints(int seed, Mutant? mutant) => (_workload, _attempts, _mutant) = (new(seed), new(new(seed)), mutant);

    private string Folder => _folder.File("outbox");

    /// <summary>One tally for each kill, as long as the caller asks for more.</summary>
    public static async IAsyncEnumerable<FaultTally> RunAsync(int seed, string? mutant = null)
    {
        await using var points = new KillPoints(seed, mutant is null ? null : new(mutant));
        await points.LiveAsync();
        foreach (var (folder, history) in points._kills) yield return await points.ReviveAsync(folder, history, seed);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Appends, deliveries and evictions in turn.
    private async Task LiveAsync()
    {
        await using var outbox = Open(Folder, (file, sql, values) =>
        {
            Kill();
            return _mutant?.Do(file, sql, values) ?? true;
        });
        for (var number = 1L; number <= Events; number++)
        {
            var entry = _workload.Entry(number);
            _attempts.Try(number);
            var receipt = await outbox.AppendAsync(entry, TestContext.Current.CancellationToken);
            lock (_arrivals) _attempts.Answer(number, outbox.Epoch, receipt.Seq, receipt.BlobsDropped);
            if (number % 4 == 0) await DeliverAsync(outbox, 3, arrival => { lock (_arrivals) _arrivals.Add(arrival); });
        }

        await DeliverAsync(outbox, int.MaxValue, arrival => { lock (_arrivals) _arrivals.Add(arrival); });
    }

    private async Task<FaultTally> ReviveAsync(string folder, History history, int seed)
    {
        var arrivals = history.Arrivals.ToList();
        await using var outbox = Open(folder, (file, sql, values) => _mutant?.Do(file, sql, values) ?? true);
        await DeliverAsync(outbox, int.MaxValue, arrivals.Add);
        var end = outbox.Snapshot();
        Directory.Delete(folder, recursive: true);
        return FaultTally.Of($"kill before statement {Path.GetFileName(folder)}", 1, seed,
            history with { Arrivals = arrivals, End = new(outbox.Epoch, end.LastEventSeq, end.LastGapSeq, end.Rows, 0, 0) });
    }

    private static async Task DeliverAsync(SqliteOutbox outbox, int most, Action<Arrival> note)
    {
        for (var i = 0; i < most && await outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record; i++)
        {
            note(TakenRecord.AsArrival(record));
            await outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        }
    }

    private void Kill()
    {
        if (!Directory.Exists(Folder)) return;
        var copy = Directory.CreateDirectory(_folder.File($"{++_statements}")).FullName;
        foreach (var file in Directory.GetFiles(Folder, "*.db*")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        lock (_arrivals) _kills.Add((copy, new([.. _attempts.All.Select(attempt => attempt with { })], [.. _arrivals])));
    }

    private SqliteOutbox Open(string folder, WatchedFile.Statement statement) => new(new SpoolSettings(
        folder, CapBytes, _workload.Identity, TimeProvider.System, TimeSpan.FromDays(7), NullLogger.Instance, null)
    {
        OpenFile = (path, synchronous) => new WatchedFile(path, synchronous, statement),
    });
}
