using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Codecs;

/// <summary>Cells of a heat grid: float to byte and back, and the row delta. Arithmetic in double: max-min may exceed a float.</summary>
internal static class HeatCells
{
    public static (float Min, float Max) Check(ReadOnlySpan<float> values, GridSize cells, PixelRect rect)
    {
        if (cells.W is < 1 or > HeatCodec.MaxSide || cells.H is < 1 or > HeatCodec.MaxSide || values.Length != cells.W * cells.H)
            throw new ArgumentException($"{values.Length} values for a grid of {cells.W}x{cells.H}, expected width x height values "
                + $"and 1 to {HeatCodec.MaxSide} cells a side.");
        if (rect.X is < 0 or > ushort.MaxValue || rect.Y is < 0 or > ushort.MaxValue
            || rect.W is < 1 or > ushort.MaxValue || rect.H is < 1 or > ushort.MaxValue)
            throw new ArgumentException($"Rectangle is {rect}, expected frame pixels 0..65535 and at least 1x1.");
        var (min, max) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Cell {i % cells.W},{i / cells.W} is {values[i]}; a map with such a cell is not to be sent.");
            (min, max) = (Math.Min(min, values[i]), Math.Max(max, values[i]));
        }

        return (min, max);
    }

    public static byte[] Quantise(ReadOnlySpan<float> values, float min, float max, bool keepSign)
    {
        var raw = new byte[values.Length];
        var top = keepSign ? Math.Max(Math.Abs((double)min), Math.Abs((double)max)) : (double)max - min;
        // All cells alike: any byte restores them, 0 is the natural one.
        if (top == 0) return raw;
        for (var i = 0; i < raw.Length; i++)
            raw[i] = keepSign ? (byte)(sbyte)Math.Round(values[i] / top * 127) : (byte)Math.Round(((double)values[i] - min) / top * 255);
        return raw;
    }

    // -128 is never written; read as it is, it would pass the range, and what is near the largest float would become infinite.
    public static float[] Restore(ReadOnlySpan<byte> raw, float min, float max, bool keepSign)
    {
        var values = new float[raw.Length];
        var top = keepSign ? Math.Max(Math.Abs((double)min), Math.Abs((double)max)) : (double)max - min;
        for (var i = 0; i < raw.Length; i++)
            values[i] = keepSign ? (float)(Math.Max((sbyte)raw[i], (sbyte)-127) / 127.0 * top) : (float)(min + (raw[i] / 255.0 * top));
        return values;
    }

    /// <summary>Each cell minus its left neighbour, modulo 256; a row's first cell stays.</summary>
    public static byte[] Delta(ReadOnlySpan<byte> raw, int width)
    {
        var delta = new byte[raw.Length];
        for (var i = 0; i < raw.Length; i++) delta[i] = (byte)(raw[i] - (i % width == 0 ? 0 : raw[i - 1]));
        return delta;
    }

    public static void UndoDelta(Span<byte> delta, int width)
    {
        for (var i = 0; i < delta.Length; i++)
            if (i % width != 0) delta[i] += delta[i - 1];
    }
}
