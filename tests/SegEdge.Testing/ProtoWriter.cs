using System.Text;

namespace SegEdge.Testing;

/// <summary>The part of the protobuf wire format that a tiny model needs.
/// A zero is written too, so that what a test sets is what the file says.</summary>
public sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => _bytes.ToArray();

    public ProtoWriter Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtoWriter Fixed32(int field, uint value)
    {
        Varint(((ulong)field << 3) | 5);
        for (var shift = 0; shift < 32; shift += 8) _bytes.Add((byte)(value >> shift));
        return this;
    }

    public ProtoWriter Fixed64(int field, ulong value)
    {
        Varint(((ulong)field << 3) | 1);
        for (var shift = 0; shift < 64; shift += 8) _bytes.Add((byte)(value >> shift));
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value.ToArray());

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
