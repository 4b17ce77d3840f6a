namespace SegEdge.Fleet.Analysis;

/// <summary>Where a hub keeps what is analysed: tables of Parquet files and blobs by their hash.</summary>
public sealed class FleetFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Rows of <see cref="FleetEvent"/>, in <c>events/site=/device=/day=/</c>.</summary>
    public string Events => System.IO.Path.Combine(Path, "events");

    /// <summary><c>event_id, utc, user_name, verdict, reason, class</c>.</summary>
    public string Verdicts => System.IO.Path.Combine(Path, "verdicts");

    /// <summary>Which blob belongs to which event: <c>event_id, kind, head, sha256</c>. Optional.</summary>
    public string Attachments => System.IO.Path.Combine(Path, "attachments");

    /// <summary>What the numbers in masks mean: <c>model_sha256, head, class_index, name</c>. Optional.</summary>
    public string Classes => System.IO.Path.Combine(Path, "classes");

    public static string[] FilesOf(string table) =>
        Directory.Exists(table) ? [.. Directory.EnumerateFiles(table, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    /// <summary>A blob's file: <c>blobs/</c> with or without folders of the hash's first two or two times two digits, with or without an extension.</summary>
    /// <returns>Null where it is not here.</returns>
    public string? FindBlob(string? sha256)
    {
        if (sha256 is not { Length: 64 } || sha256.AsSpan().IndexOfAnyExcept(HexDigits) >= 0) return null;
        var root = System.IO.Path.Combine(Path, "blobs");
        foreach (var folder in (string[])[System.IO.Path.Combine(root, sha256[..2]), root, System.IO.Path.Combine(root, sha256[..2], sha256[2..4])])
        {
            var plain = System.IO.Path.Combine(folder, sha256);
            if (File.Exists(plain)) return plain;
            foreach (var extension in Extensions)
                if (File.Exists(plain + extension)) return plain + extension;
        }

        return null;
    }

    private static readonly string[] Extensions = [".jpg", ".png", ".heat", ".bin"];

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdef");
}
