namespace SegEdge.Fleet.Tests.Export;

/// <summary>Class maps that writers find hard.</summary>
internal static class ClassMaps
{
    /// <summary>Noise, blocks, a chessboard, a ring that touches itself at a corner, one pixel, one line.</summary>
    public static IEnumerable<(byte[] Classes, int Width, int Height)> All()
    {
        for (var seed = 0; seed < 12; seed++) yield return Noise(seed, 5 + (seed * 3), 4 + (seed * 2), 2 + (seed % 4), block: 1 + (seed % 3));
        yield return Of(["10", "01"]);
        yield return Of(["010", "101", "010"]);
        yield return Of(["1111", "1001", "1011", "1110"]);
        yield return Of(["11111", "10001", "10101", "10001", "11111"]);
        yield return Of(["7"]);
        yield return Of(["0110100"]);
        yield return ([.. Enumerable.Range(0, 256).Select(i => (byte)i)], 16, 16);
    }

    public static (byte[] Classes, int Width, int Height) Of(string[] rows) => ([.. rows.SelectMany(row => row).Select(c => (byte)(c - '0'))], rows[0].Length, rows.Length);

    private static (byte[] Classes, int Width, int Height) Noise(int seed, int width, int height, int classes, int block)
    {
        var random = new Random(seed);
        var coarse = Enumerable.Range(0, (width / block + 1) * (height / block + 1)).Select(_ => (byte)random.Next(classes)).ToArray();
        return ([.. Enumerable.Range(0, width * height).Select(i => coarse[(i / width / block * (width / block + 1)) + (i % width / block)])], width, height);
    }
}
