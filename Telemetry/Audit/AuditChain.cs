using System.Security.Cryptography;
using System.Text;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Checks one audit record after the other: each must be unchanged and follow the one before.</summary>
/// <param name="headKey">The device's public key: then every signed head must be by it. Null: signatures are not looked at.</param>
public sealed class AuditChain(ECDsa? headKey = null)
{
    private AuditRecord? _last;

    public long Count { get; private set; }

    public string LastHash => _last?.Message.Hash ?? AuditRecord.NoHash;

    public AuditRecord? Last => _last;

    /// <exception cref="TelemetryFormatException">The first thing that is wrong; names the record.</exception>
    public AuditRecord Add(ReadOnlySpan<byte> bytes)
    {
        var record = AuditRecord.Read(bytes);
        var message = record.Message;
        if (message.PrevHash != LastHash)
            throw new TelemetryFormatException(_last is null
                ? $"{record} is not the first one: those before it were removed"
                : $"{record} does not follow {_last}: one between them was removed, inserted or moved");
        if (_last is { Message: var before } && before.Epoch == message.Epoch && message.Seq != before.Seq + 1)
            throw new TelemetryFormatException($"{record} follows number {before.Seq} of the same epoch: numbers must rise by one");
        if (message.Action == AuditAction.Head && headKey is not null) CheckHead(record);
        (_last, Count) = (record, Count + 1);
        return record;
    }

    /// <summary>Heads whose signature was checked.</summary>
    public long SignedHeads { get; private set; }

    private void CheckHead(AuditRecord record)
    {
        try
        {
            var jws = Jws.Read(Encoding.UTF8.GetBytes(record.Message.Detail ?? ""));
            var signs = jws.IsSignedBy(headKey!) && Encoding.UTF8.GetString(jws.Payload.Span) == $"\"{record.Message.Subject}\"";
            if (!signs) throw new TelemetryFormatException("it is not by the given key, or signs another hash");
            if (record.Message.Subject != LastHash) throw new TelemetryFormatException("it signs another record than the one before it");
        }
        catch (TelemetryFormatException e)
        {
            throw new TelemetryFormatException($"{record}: signature: {e.Message}", e);
        }

        SignedHeads++;
    }

    /// <summary>Goes on from a record whatever came before it.</summary>
    internal void Resume(AuditRecord record) => (_last, Count) = (record, Count + 1);
}
