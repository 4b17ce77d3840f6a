namespace SegEdge.Telemetry.Codecs;

/// <summary>Rows of a one-channel PNG: packing of 1, 2, 4 and 8 bit numbers, and undoing the five filters.</summary>
internal static class PngFilters
{
    public static int RowBytes(int width, int depth) => (int)((((long)width * depth) + 7) / 8);

    /// <summary>Leftmost pixel in the high bits; the last byte's spare bits are 0.</summary>
    public static void Pack(ReadOnlySpan<byte> indices, int depth, Span<byte> packed)
    {
        if (depth == 8)
        {
            indices.CopyTo(packed);
            return;
        }

        packed.Clear();
        var perByte = 8 / depth;
        for (var x = 0; x < indices.Length; x++) packed[x / perByte] |= (byte)(indices[x] << (8 - (depth * ((x % perByte) + 1))));
    }

    public static void Unpack(ReadOnlySpan<byte> packed, int depth, Span<byte> indices)
    {
        if (depth == 8)
        {
            packed.CopyTo(indices);
            return;
        }

        var perByte = 8 / depth;
        var mask = (1 << depth) - 1;
        for (var x = 0; x < indices.Length; x++) indices[x] = (byte)((packed[x / perByte] >> (8 - (depth * ((x % perByte) + 1)))) & mask);
    }

    /// <summary>Undoes one row's filter in place. A "pixel to the left" is a whole byte back at every depth up to 8.</summary>
    /// <param name="above">The row before, undone; zeros for the first.</param>
    /// <returns>False for a filter that PNG does not have.</returns>
    public static bool Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        if (filter > 4) return false;
        if (filter == 0) return true;
        for (var i = 0; i < row.Length; i++)
        {
            var left = i == 0 ? 0 : row[i - 1];
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], i == 0 ? 0 : above[i - 1]),
            });
        }

        return true;
    }

    // Ties go to left, then above: the order is part of the format.
    private static int Paeth(int left, int above, int aboveLeft)
    {
        var p = left + above - aboveLeft;
        var (a, b, c) = (Math.Abs(p - left), Math.Abs(p - above), Math.Abs(p - aboveLeft));
        return a <= b && a <= c ? left : b <= c ? above : aboveLeft;
    }
}
