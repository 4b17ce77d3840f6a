using System.Globalization;

namespace SegEdge.Explain;

/// <summary>What is in a class map, for a message: <c>'soil' 71.0 %, 'crop' 29.0 %</c>, largest first.</summary>
internal static class ClassShares
{
    public static string Describe(ReadOnlySpan<byte> classMap, IReadOnlyList<string> classes)
    {
        Span<int> count = stackalloc int[256];
        count.Clear();
        foreach (var pixel in classMap) count[pixel]++;
        var present = new List<(int Class, int Pixels)>();
        for (var i = 0; i < count.Length; i++)
            if (count[i] > 0) present.Add((i, count[i]));
        var pixels = classMap.Length;
        return string.Join(", ", present.OrderByDescending(c => c.Pixels).Select(c => string.Create(
            CultureInfo.InvariantCulture, $"'{ClassNames.Of(classes, c.Class)}' {100.0 * c.Pixels / pixels:0.0##} %")));
    }
}
