using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Writes the device's decisions into one chain: first into its own file, then into the outbox, from where they leave.</summary>
/// <remarks>The chain goes on over restarts and over epochs of the outbox; numbers begin anew with an epoch. A file that cannot be written does not stop
/// the device: records then wait in memory for the next one. A kill in between loses at most these.</remarks>
public sealed class AuditTrail : IDisposable
{
    private const int MostDetail = 1024, MostSubject = 200;

    private readonly IOutbox _outbox;
    private readonly DeviceIdentity _identity;
    private readonly AuditFile? _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<AuditRecord> _unfiled = [], _unsent = [];
    private string _lastHash;
    private string _epoch = "";
    private long _seq;

    /// <param name="file">Null: no copy stays on the device, and the chain begins anew with each start.</param>
    public AuditTrail(IOutbox outbox, DeviceIdentity identity, AuditFile? file, TimeProvider time, ILogger log)
    {
        (_outbox, _identity, _file, _time, _log) = (outbox, identity, file, time, log);
        _lastHash = file?.LastHash ?? AuditRecord.NoHash;
        if (file is null) return;
        if (file.Last is { Message: var last }) (_epoch, _seq) = (last.Epoch, last.Seq);
        var (epoch, given) = (outbox.Epoch, outbox.Snapshot().LastAuditSeq);
        var filed = epoch == _epoch ? _seq : 0;
        Problem = file.Problem;
        if (given > filed)
        {
            Problem ??= $"numbers {filed + 1} to {given} of epoch {epoch} reached the outbox and are not in {AuditFile.Name}: they were never written there, or cut off";
            // The outbox takes no number twice.
            (_epoch, _seq) = (epoch, given);
        }

        if (Problem is { } problem) AuditLog.Broken(log, problem);
        foreach (var missing in file.After(epoch, given)) _unsent.Enqueue(missing);
    }

    /// <summary>What was wrong with the file when it was opened; null for a sound chain.</summary>
    public string? Problem { get; }

    /// <summary>Signs the hash of the last record into the chain, so that not even who holds the file can write all of it anew unnoticed.</summary>
    /// <param name="key">The device's private key on P-256.</param>
    public Task SignHeadAsync(ECDsa key, string keyId) => WriteAsync("device", AuditAction.Head, lastHash =>
        (lastHash, Encoding.ASCII.GetString(Jws.Sign(key, keyId, JsonSerializer.SerializeToUtf8Bytes(lastHash, TelemetryJson.Default.String)))));

    /// <param name="actor"><c>device</c>, or <c>key:</c> and the id of the key that signed a command.</param>
    /// <param name="subject">Cut to 200 characters.</param>
    /// <param name="detail">Cut to 1,024 characters.</param>
    public Task WriteAsync(string actor, AuditAction action, string subject, string? detail = null) => WriteAsync(actor, action, _ => (subject, detail));

    public void Dispose() => _turn.Dispose();

    /// <param name="what">Subject and detail, of the hash of the record before.</param>
    private async Task WriteAsync(string actor, AuditAction action, Func<string, (string Subject, string? Detail)> what)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var epoch = _outbox.Epoch;
            (_epoch, _seq) = (epoch, (epoch == _epoch ? _seq : _outbox.Snapshot().LastAuditSeq) + 1);
            var (subject, detail) = what(_lastHash);
            var record = AuditRecord.Seal(new()
            {
                Seq = _seq,
                Epoch = epoch,
                Utc = _time.GetUtcNow(),
                Actor = Cut(actor, 80),
                Action = action,
                Subject = Cut(subject, MostSubject),
                Detail = detail is null ? null : Cut(detail, MostDetail),
                PrevHash = _lastHash,
                Hash = "",
            });
            _lastHash = record.Message.Hash;
            if (_file is not null) _unfiled.Enqueue(record);
            _unsent.Enqueue(record);
            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            while (_unfiled.TryPeek(out var record))
            {
                if (_file!.Append(record) is { } problem) AuditLog.HeadStays(_log, problem);
                _unfiled.Dequeue();
            }
        }
        catch (IOException e)
        {
            var message = _unfiled.Peek().Message;
            AuditLog.NotWritten(_log, WireNames.NameOf(message.Action), message.Subject, e.Message);
        }
        // Unexpected: a fault of ours. Who writes a record must not end by it, and the outbox still gets it.
        catch (Exception e)
        {
            AuditLog.Fault(_log, e);
        }

        // In order: the outbox takes the next number only. What it does not take now it is given with the next record.
        while (_unsent.TryPeek(out var record))
        {
            // Of an epoch that is gone: the new one names all of it in a gap, and the file has it.
            if (record.Message.Epoch == _outbox.Epoch && !await _outbox.AppendAuditAsync(record, _identity).ConfigureAwait(false)) return;
            _unsent.Dequeue();
        }
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 3)] + "...";
}
