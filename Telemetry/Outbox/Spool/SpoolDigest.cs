using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SegEdge.Telemetry;

/// <summary>XXH3 over all that is sent of a record. Finds what a disk changed; no defence against a person.</summary>
internal static class SpoolDigest
{
    public static long Of(OutboxRecord record, ReadOnlySpan<byte> body)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(string.Join('\n', record.Topic, record.ContentType, record.BootId, record.EventId, record.Sha256, record.Head)));
        Span<byte> numbers = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, record.Order);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], record.Seq);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], (long)record.Priority);
        hash.Append(numbers);
        hash.Append(body);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
