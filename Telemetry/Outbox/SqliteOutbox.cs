using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>An outbox on disk. What <see cref="AppendAsync"/> accepted is delivered at least once or named in a delivered gap, across kills,
/// restarts, long times without a link and clock jumps, and across power cuts if the disk honours flushes.</summary>
/// <remarks>Telemetry design, section 5. A blob may be lost to a power cut and is then named; its event is not. One thread writes and reads
/// the files; all that wait for it share its next commit. Bounded in bytes: new events push out the oldest blobs, then reviews, then (only for
/// an alert) alerts; new blobs push out only older blobs.</remarks>
public sealed class SqliteOutbox : IOutbox, IAsyncDisposable
{
    // A disk that hangs must not fill the memory: beyond this, appends are refused at once.
    private const long MostQueuedBytes = 64L << 20;
    private static readonly TimeSpan GroupFor = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly BlockingCollection<SpoolRequest> _queue = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SpoolSettings _settings;
    private readonly SpoolStore _store;
    private readonly SpoolEngine _engine;
    private readonly ITimer _ticks;
    private long _queuedBytes;
    private SpoolView _view;
    private TaskCompletionSource _arrival = NewSignal();

    /// <summary>Opens or begins the outbox in a folder. Reads its files whole to check them; damaged ones are set aside, see the log.</summary>
    /// <param name="capBytes">Bytes of all records, at least 64 kB; each counts its body and about 500 bytes.</param>
    /// <param name="identity">Whose gaps they are.</param>
    /// <param name="lifetime">After that a record expires unsent; the contract says 7 days.</param>
    /// <exception cref="OutboxException">The folder cannot be made or written, or another process holds it.</exception>
    public SqliteOutbox(string folder, long capBytes, DeviceIdentity identity, TimeProvider time, ILogger<SqliteOutbox> log, TimeSpan? lifetime = null,
        OutboxRules? rules = null)
        : this(new(folder, capBytes, identity, time, lifetime ?? TimeSpan.FromDays(7), log, null) { Rules = rules ?? OutboxRules.Default })
    {
    }

    internal SqliteOutbox(SpoolSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.CapBytes, 64 * 1024, "capBytes");
        _settings = settings;
        _store = new(new(settings), settings);
        _engine = new(_store, settings);
        _view = _store.Look();
        _ticks = settings.Time.CreateTimer(_ => Post(new SpoolRequest.Tick()), null, TickEvery, TickEvery);
        new Thread(Run) { Name = "outbox", IsBackground = true }.Start();
    }

    /// <summary>Changes only when the files turn out to be damaged while they are in use.</summary>
    public string Epoch => View.Epoch;

    public ConfirmBy Confirm => _settings.Rules.Confirm;

    private SpoolView View
    {
        get { lock (_gate) return _view; }
    }

    /// <summary>Tries whether a folder can be used, without opening what is in it.</summary>
    /// <exception cref="OutboxException">It cannot be made or written, or another process holds it.</exception>
    public static void CheckFolder(string folder) => SpoolFolder.Lock(folder).Dispose();

    /// <summary>Ends once the event is durable or refused. Once called it cannot be called off: the caller would not know what became of it.</summary>
    public async ValueTask<AppendReceipt> AppendAsync(OutboxEntry entry, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var bytes = entry.Blobs.Sum(blob => (long)blob.Body.Length) + 4096;
        if (Interlocked.Add(ref _queuedBytes, bytes) > MostQueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            var because = $"{MostQueuedBytes} bytes wait for the disk of '{_settings.Folder}', which does not keep up. Check it, or flag less.";
            Post(new SpoolRequest.Refused(entry, because));
            return new(null, 0, because);
        }

        try
        {
            var append = new SpoolRequest.Append(entry, bytes);
            Ask(append);
            return await append.Done.Task.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
        }
    }

    public ValueTask<bool> AppendAuditAsync(AuditRecord record, DeviceIdentity identity, CancellationToken cancellation = default)
    {
        var taken = false;
        return AskSeldomAsync(store => store.TryTransact(() => taken = store.Shelf.AppendAudit(record, identity), []) is null && taken);
    }

    public async ValueTask PauseAsync(OutboxPriority? after, CancellationToken cancellation = default) =>
        await AskSeldomAsync(store => store.PausedAfter = after).ConfigureAwait(false);

    public async ValueTask<OutboxRecord?> TakeAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var take = new SpoolRequest.Take();
        Ask(take);
        return await take.Done.Task.ConfigureAwait(false);
    }

    public ValueTask WaitAsync(CancellationToken cancellation = default)
    {
        lock (_gate) return _view.Waiting > 0 ? ValueTask.CompletedTask : new ValueTask(_arrival.Task.WaitAsync(cancellation));
    }

    public ValueTask ConfirmAsync(OutboxRecord record, CancellationToken cancellation = default) => SettleAsync(record, null);

    public async ValueTask SentAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        var sent = new SpoolRequest.Sent(record);
        Ask(sent);
        await sent.Done.Task.ConfigureAwait(false);
    }

    public async ValueTask ReturnSentAsync(CancellationToken cancellation = default) =>
        await AskSeldomAsync(store =>
        {
            store.Shelf.ReturnSent();
            return true;
        }).ConfigureAwait(false);

    /// <summary>Spares the flush. Where it does not stand, the archive gets them once more.</summary>
    public ValueTask<int> AcknowledgeAsync(ArchiveReceipt receipt, CancellationToken cancellation = default)
    {
        var named = 0;
        return AskSeldomAsync(store => store.TryTransact(() => named = store.Shelf.Acknowledge(receipt), [], durable: false) is null ? named : 0);
    }

    public ValueTask<ResendOutcome?> ResendAsync(ResendArguments wanted, CancellationToken cancellation = default)
    {
        ResendOutcome? outcome = null;
        return AskSeldomAsync(store => store.TryTransact(() => outcome = store.Shelf.Resend(wanted), [], durable: false) is null ? outcome : null);
    }

    /// <summary>Reads all that is stored, which takes a second for some 100,000 records. What was deleted is overwritten in the files.</summary>
    public ValueTask<EraseOutcome?> EraseAsync(string eventId, CancellationToken cancellation = default) =>
        AskSeldomAsync(store => store.Erase(eventId));

    /// <summary>Back to its old place; after a restart it is there anyway.</summary>
    public async ValueTask RetryAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        var retry = new SpoolRequest.Retry(record);
        Ask(retry);
        await retry.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Keeps it in a table of the last 256 and names it in a gap. A gap itself is kept and sent again half a minute later.</summary>
    public ValueTask QuarantineAsync(OutboxRecord record, string reason, CancellationToken cancellation = default) => SettleAsync(record, reason);

    public OutboxSnapshot Snapshot() => View.Snapshot();

    /// <summary>Writes what was asked before, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ticks.DisposeAsync().ConfigureAwait(false);
        if (!_queue.IsAddingCompleted) _queue.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    private async ValueTask SettleAsync(OutboxRecord record, string? quarantine)
    {
        var settle = new SpoolRequest.Settle(record, quarantine);
        Ask(settle);
        await settle.Done.Task.ConfigureAwait(false);
    }

    private async ValueTask<T> AskSeldomAsync<T>(Func<SpoolStore, T> ask)
    {
        var seldom = new SpoolRequest.Seldom<T>(ask);
        Ask(seldom);
        return await seldom.Done.Task.ConfigureAwait(false);
    }

    private void Ask(SpoolRequest request)
    {
        try { _queue.Add(request); }
        catch (InvalidOperationException) { throw new ObjectDisposedException(nameof(SqliteOutbox), $"The outbox in '{_settings.Folder}' is closed."); }
    }

    // Of what nobody waits for, nothing is lost when it comes after the end.
    private void Post(SpoolRequest request)
    {
        try { _queue.Add(request); }
        catch (InvalidOperationException) { } // expected: closing
    }

    private void Run()
    {
        var batch = new List<SpoolRequest>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < GroupFor && _queue.TryTake(out var next)) batch.Add(next);
            Serve(batch);
            while (_queue.Count == 0 && _store.Shrink()) { }
        }

        _store.Dispose();
        _ended.SetResult();
    }

    private void Serve(List<SpoolRequest> batch)
    {
        try
        {
            var kept = _engine.Serve(batch);
            Publish();
            foreach (var keep in kept) keep();
        }
        // Unexpected: a fault of ours. Telemetry must not take the vehicle's process down with it, and nobody may wait for ever.
        catch (Exception e)
        {
            SpoolLog.Fault(_settings.Log, _settings.Folder, e);
            foreach (var request in batch) request.Fail(e);
        }
    }

    private void Publish()
    {
        lock (_gate)
        {
            _view = _store.Look();
            if (_view.Waiting == 0) return;
            _arrival.TrySetResult();
            _arrival = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
