using System.Buffers;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>A blob's name on the wire: 64 lower-case hexadecimal digits.</summary>
public static class Sha256Id
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static bool IsValid(string? id) => id is { Length: 64 } && id.AsSpan().IndexOfAnyExcept(Digits) < 0;
}
