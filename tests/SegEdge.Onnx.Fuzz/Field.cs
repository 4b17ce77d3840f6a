namespace SegEdge.Onnx.Fuzz;

/// <summary>One field of a protobuf message, taken apart without knowing what it means.</summary>
/// <param name="Wire">0 number, 1 eight bytes, 2 bytes with their length, 5 four bytes; others are written as they are, with nothing behind.</param>
/// <param name="Value">Of wire type 0.</param>
/// <param name="Bytes">Of the other wire types.</param>
/// <param name="Content">Instead of bytes, where they are a message, or look like one.</param>
internal sealed record Field(ulong Number, int Wire, ulong Value, byte[] Bytes, List<Field>? Content)
{
    // Deeper, text that looks like a message by chance is only text.
    private const int MostNesting = 12;

    /// <returns>Null if the bytes are no message.</returns>
    public static List<Field>? Parse(ReadOnlySpan<byte> message, int depth)
    {
        var fields = new List<Field>();
        for (var at = 0; at < message.Length;)
        {
            if (!TryNumber(message, ref at, out var tag) || tag >> 3 is 0 or > 1000) return null;
            var wire = (int)(tag & 7);
            var value = 0UL;
            if (wire is 0 or 2 && !TryNumber(message, ref at, out value)) return null;
            var length = wire switch { 0 => 0UL, 1 => 8UL, 2 => value, 5 => 4UL, _ => ulong.MaxValue };
            if (length > (ulong)(message.Length - at)) return null;
            var content = message.Slice(at, (int)length);
            at += (int)length;
            var parts = wire == 2 && depth < MostNesting && length > 1 ? Parse(content, depth + 1) : null;
            fields.Add(new Field(tag >> 3, wire, wire == 0 ? value : 0, content.ToArray(), parts));
        }
        return fields;
    }

    public Field Copy() => this with { Content = Content?.ConvertAll(f => f.Copy()) };

    public void Write(List<byte> to)
    {
        WriteNumber(to, (Number << 3) | (uint)Wire);
        if (Wire == 0) WriteNumber(to, Value);
        if (Wire != 2)
        {
            if (Wire != 0) to.AddRange(Bytes);
            return;
        }
        var bytes = new List<byte>();
        foreach (var field in Content ?? []) field.Write(bytes);
        if (Content is null) bytes.AddRange(Bytes);
        WriteNumber(to, (ulong)bytes.Count);
        to.AddRange(bytes);
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80) return true;
        }
        return false;
    }

    private static void WriteNumber(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }
}
