namespace SegEdge.Fleet.Store;

/// <summary>Where a blob's body lies.</summary>
/// <param name="Pack">Number of the file.</param>
internal readonly record struct BlobPlace(long Pack, long Start, long Bytes)
{
    public long End => Start + Bytes;

    /// <summary>The file's name; numbers sort as texts.</summary>
    public static string FileOf(long pack) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pack:d12}.pack");
}
