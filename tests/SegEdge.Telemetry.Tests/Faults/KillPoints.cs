using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Rig;
using SegEdge.Telemetry.Tests.Faults.Checking;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A kill before every single statement that the outbox gives to SQLite, in turn: what chance finds only sometimes.</summary>
/// <remarks>The consumer takes from the outbox itself. A kill is a copy of the files as they are at that moment, logs included. A power cut is
/// the same with the records as they were flushed last, beside bodies as they are now: the two files need not reach the disk together.</remarks>
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
    private readonly bool _powerCut;
    private int _statements;
    private bool _flushes;

    private KillPoints(int seed, Mutant? mutant, bool powerCut) =>
        (_workload, _attempts, _mutant, _powerCut) = (new(seed), new(new(seed)), mutant, powerCut);

    private string Folder => _folder.File("outbox");

    private string Flushed => _folder.File("flushed");

    /// <summary>One tally for each kill, as long as the caller asks for more.</summary>
    public static async IAsyncEnumerable<FaultTally> RunAsync(int seed, string? mutant = null, bool powerCut = false)
    {
        await using var points = new KillPoints(seed, mutant is null ? null : new(mutant), powerCut);
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
            if (!_powerCut || Directory.Exists(Flushed)) Kill();
            return _powerCut ? WatchFlushes(file, sql) : _mutant?.Do(file, sql, values) ?? true;
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
        var copy = _folder.File($"{++_statements}");
        Copy(Folder, _powerCut ? "blobs-*.db*" : "*.db*", copy);
        if (_powerCut) Copy(Flushed, "outbox-*", copy);
        lock (_arrivals) _kills.Add((copy, new([.. _attempts.All.Select(attempt => attempt with { })], [.. _arrivals])));
    }

    // A commit of the records under synchronous = FULL is on the disk when it returns.
    private bool WatchFlushes(WatchedFile file, string sql)
    {
        if (!file.IsRecords) return true;
        if (sql.StartsWith("PRAGMA synchronous", StringComparison.Ordinal)) _flushes = sql.EndsWith("FULL", StringComparison.Ordinal);
        if (sql != "COMMIT" || !_flushes) return true;
        file.Run(sql);
        if (Directory.Exists(Flushed)) Directory.Delete(Flushed, recursive: true);
        Copy(Folder, "outbox-*", Flushed);
        return false;
    }

    private static void Copy(string from, string pattern, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, pattern)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private SqliteOutbox Open(string folder, WatchedFile.Statement statement) => new(new SpoolSettings(
        folder, CapBytes, _workload.Identity, TimeProvider.System, TimeSpan.FromDays(7), NullLogger.Instance, null)
    {
        OpenFile = (path, synchronous) => new WatchedFile(path, synchronous, statement),
    });
}
