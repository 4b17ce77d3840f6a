namespace SegEdge.Telemetry;

/// <summary>The names of an outbox's files. The epoch in the name survives whatever happens to the content.</summary>
internal static class SpoolFiles
{
    public static string Records(string folder, string epoch) => Path.Combine(folder, $"outbox-{epoch}.db");

    public static string Bodies(string folder, string epoch) => Path.Combine(folder, $"blobs-{epoch}.db");

    public static bool IsRecords(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith("outbox-", StringComparison.Ordinal) && name.EndsWith(".db", StringComparison.Ordinal);

    /// <summary>Newest first; without what was set aside.</summary>
    public static string[] Epochs(string folder) => [.. EpochsIn(folder, "outbox-*.db").OrderDescending(StringComparer.Ordinal)];

    /// <summary>Those that were set aside as well, as long as their files or traces of them are kept.</summary>
    public static string[] EpochsKept(string folder) => [.. EpochsIn(folder, "outbox-*").Distinct().OrderDescending(StringComparer.Ordinal)];

    /// <summary>With what was set aside; null in an empty folder.</summary>
    public static string? LastEpochEver(string folder) => EpochsIn(folder, "outbox-*").Max(StringComparer.Ordinal);

    private static IEnumerable<string> EpochsIn(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(folder, pattern)
        let name = Path.GetFileName(file)["outbox-".Length..]
        where name.Length >= 26 && Ulid.TryParse(name[..26], out _)
        select name[..26];
}
