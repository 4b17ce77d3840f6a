namespace SegEdge.Onnx.Wire;

/// <summary>Protobuf's numbers of seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    /// <returns>False if the bytes end before the number does, or it is longer than 64 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70 && (uint)at < (uint)bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return true;
        }
        return false;
    }
}
