using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SegEdge.Telemetry;

/// <summary>XXH3 over what is stored, to find what a disk changed; no defence against a person.</summary>
/// <remarks>Of a record 32 bits are for its body and 32 for all the rest: a record whose body is damaged can still be named, one whose own
/// number may be damaged must not be.</remarks>
internal static class SpoolDigest
{
    public static long Of(SpoolRow row, ReadOnlySpan<byte> body) => (long)((ulong)Head(row) << 32 | Half(XxHash3.HashToUInt64(body)));

    public static bool FitsHead(SpoolRow row) => (uint)((ulong)row.Digest >> 32) == Head(row);

    public static bool FitsBody(SpoolRow row, ReadOnlySpan<byte> body) => (uint)row.Digest == Half(XxHash3.HashToUInt64(body));

    public static long Of(params ReadOnlySpan<long> numbers) => (long)Hash("", numbers);

    private static uint Head(SpoolRow row)
    {
        var record = row.Record;
        var text = string.Join('\n', record.Topic, record.ContentType, record.BootId, record.EventId, record.Sha256, record.Head);
        return Half(Hash(text, record.Order, record.Seq, (long)record.Priority, row.BodyBytes, row.UpMs, row.UtcMs));
    }

    private static ulong Hash(string text, params ReadOnlySpan<long> numbers)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            hash.Append(bytes);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static uint Half(ulong hash) => (uint)(hash ^ (hash >> 32));
}
