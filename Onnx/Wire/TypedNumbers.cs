using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace SegEdge.Onnx.Wire;

/// <summary>Numbers in one of a tensor's typed fields, as the bytes that <c>raw_data</c> would have.</summary>
internal static class TypedNumbers
{
    /// <param name="pieces">The packed field; more than one piece if a writer was odd.</param>
    /// <param name="bytes">As many as type and dimensions need.</param>
    /// <param name="rest">The tensor's other fields; loses the numbers that stood among them, each with a tag of its own.</param>
    /// <exception cref="OnnxException">There are more or fewer, or they are damaged.</exception>
    public static ReadOnlyMemory<byte> Read(ByteString[] pieces, ElementType type, int bytes, ref ReadOnlyMemory<byte> rest)
    {
        if (bytes > 0 && pieces.Length == 0 && !rest.IsEmpty) return Unpacked(type, bytes, ref rest);
        return type switch
        {
            ElementType.Float or ElementType.Complex64 or ElementType.Double or ElementType.Complex128 => Joined(pieces, bytes),
            _ => Varints(pieces, bytes, Width(type)),
        };
    }

    /// <summary>Where the numbers of a type are.</summary>
    public static RepeatedField<ByteString> FieldOf(TensorProto proto, ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64 => proto.FloatData,
        ElementType.Double or ElementType.Complex128 => proto.DoubleData,
        ElementType.Int64 => proto.Int64Data,
        ElementType.UInt64 or ElementType.UInt32 => proto.Uint64Data,
        _ => proto.Int32Data,
    };

    // Of one number in the field: everything below 8 bits lies in a low byte, two or four values as one.
    private static int Width(ElementType type) => Math.Max(1, type.Bits()!.Value / 8);

    private static ReadOnlyMemory<byte> Joined(ByteString[] pieces, int bytes)
    {
        var found = pieces.Sum(p => (long)p.Length);
        if (found != bytes) throw Expected(found, bytes);
        if (pieces.Length == 1) return pieces[0].Memory;
        var raw = new byte[bytes];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.Span.CopyTo(raw.AsSpan(at));
            at += piece.Length;
        }
        return raw;
    }

    private static byte[] Varints(ByteString[] pieces, int bytes, int width)
    {
        // A number takes a byte or more of the file: an array that cannot become full is not made.
        var available = pieces.Sum(p => (long)p.Length);
        if (available < bytes / width) throw Expected(available * width, bytes);
        var raw = new byte[bytes];
        var to = 0;
        foreach (var piece in pieces)
            for (var from = 0; from < piece.Length; to += width)
            {
                if (!Varint.TryRead(piece.Span, ref from, out var number)) throw new OnnxException("one of its numbers does not end.");
                if (to == bytes) throw new OnnxException($"more numbers than the {bytes / width:N0} that its dimensions need.");
                Put(raw.AsSpan(to), number, width);
            }
        return to == bytes ? raw : throw Expected(to, bytes);
    }

    private static void Put(Span<byte> to, ulong number, int width)
    {
        switch (width)
        {
            case 1: to[0] = (byte)number; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)number); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)number); break;
            default: BinaryPrimitives.WriteUInt64LittleEndian(to, number); break;
        }
    }

    private static ReadOnlyMemory<byte> Unpacked(ElementType type, int bytes, ref ReadOnlyMemory<byte> rest)
    {
        var found = Opaque.Restore(rest, UnpackedNumbers.Parser);
        var raw = type switch
        {
            ElementType.Float or ElementType.Complex64 => Bytes(found.FloatData),
            ElementType.Double or ElementType.Complex128 => Bytes(found.DoubleData),
            ElementType.Int64 => Bytes(found.Int64Data),
            ElementType.UInt64 => Bytes(found.Uint64Data),
            ElementType.UInt32 => Each(found.Uint64Data, 4),
            _ => Each(found.Int32Data.Select(n => (ulong)n), Width(type)),
        };
        rest = Opaque.Of(found, f =>
        {
            f.FloatData.Clear();
            f.Int32Data.Clear();
            f.Int64Data.Clear();
            f.DoubleData.Clear();
            f.Uint64Data.Clear();
        });
        return raw.Length == bytes ? raw : throw Expected(raw.Length, bytes);
    }

    private static byte[] Bytes<T>(RepeatedField<T> numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers.ToArray().AsSpan()).ToArray();

    private static byte[] Each(IEnumerable<ulong> numbers, int width)
    {
        var all = numbers.ToArray();
        var raw = new byte[all.Length * width];
        for (var i = 0; i < all.Length; i++) Put(raw.AsSpan(i * width), all[i], width);
        return raw;
    }

    private static OnnxException Expected(long found, long expected) => new($"{found:N0} bytes of data, expected {expected:N0}.");
}
