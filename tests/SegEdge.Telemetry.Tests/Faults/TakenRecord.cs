using System.Security.Cryptography;
using System.Text.Json;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A record straight from the outbox, as a consumer without a network between would see it.</summary>
internal static class TakenRecord
{
    public static Arrival AsArrival(OutboxRecord record)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(record.Body.Span));
        return record.Priority switch
        {
            OutboxPriority.Ledger => new GapArrival(JsonSerializer.Deserialize(record.Body.Span, TelemetryJson.Default.GapMessage)!, hash),
            OutboxPriority.Blob => new BlobArrival(record.Epoch, record.Seq, record.EventId, record.Sha256!, hash),
            _ => new EventArrival(record.Epoch, record.Seq, record.EventId, hash),
        };
    }
}
