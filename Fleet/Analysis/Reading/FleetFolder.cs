using System.Diagnostics.CodeAnalysis;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Parquet;

namespace SegEdge.Fleet.Analysis;

/// <summary>Where a hub keeps what is analysed: tables of Parquet files, and blobs in its packs or in files named by their hash.</summary>
public sealed class FleetFolder(string path)
{
    private readonly PackReader _packs = new(System.IO.Path.GetFullPath(path));

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
        Directory.Exists(table) ? [.. ParquetNames.WithoutMerged(Directory.EnumerateFiles(table, "*.parquet", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)] : [];

    /// <summary>How long a blob is; null where it is not here.</summary>
    public long? LengthOf(string? sha256) => !IsHash(sha256) ? null : FileOf(sha256) is { } file ? new FileInfo(file).Length : _packs.Find(sha256)?.Bytes;

    /// <returns>Null where it is not here.</returns>
    public byte[]? ReadBlob(string? sha256) => !IsHash(sha256) ? null : FileOf(sha256) is { } file ? File.ReadAllBytes(file) : _packs.Read(sha256);

    private static bool IsHash([NotNullWhen(true)] string? text) => text is { Length: 64 } && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    // Archives of others: files in blobs/ with or without folders of the hash's first two or two times two digits, with or without an extension.
    private string? FileOf(string sha256)
    {
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
