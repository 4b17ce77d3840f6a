using System.Globalization;

namespace SegEdge.Fleet.Store.Parquet;

/// <summary>Removes whole days of Parquet files in which nothing is left that the index keeps: neither what is not over, nor what is held.</summary>
internal sealed class ParquetRetention(EmbeddedFleetStore store)
{
    /// <param name="removed">Told folders and files, their bytes, and the end of the time that they were about; after they are gone.</param>
    /// <param name="before">Younger days are not looked at.</param>
    public async Task RunAsync(Func<long, long, DateTimeOffset, Task> removed, DateTimeOffset before, CancellationToken cancellation)
    {
        var (count, bytes) = (0L, 0L);
        foreach (var folder in Folders("events", "site=*", "device=*", "day=*"))
        {
            var parts = folder[^3..].Select(part => Path.GetFileName(part)![(Path.GetFileName(part)!.IndexOf('=', StringComparison.Ordinal) + 1)..]).ToArray();
            if (!DateTimeOffset.TryParseExact(parts[2], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) || day.AddDays(1) > before) continue;
            if (await store.HasCapturedAsync(parts[0], parts[1], day, day.AddDays(1), cancellation).ConfigureAwait(false)) continue;
            bytes += new DirectoryInfo(folder[^1]).EnumerateFiles().Sum(file => file.Length);
            Directory.Delete(folder[^1], recursive: true);
            count++;
        }

        foreach (var file in Files(Path.Combine(store.Folder, "attachments")))
        {
            if (ParquetNames.SpanOf(file.Name) is not var (from, to) || to > before || await store.HasReceivedAsync(from, to, cancellation).ConfigureAwait(false)) continue;
            bytes += file.Length;
            file.Delete();
            count++;
        }

        if (count > 0) await removed(count, bytes, before).ConfigureAwait(false);
    }

    private static FileInfo[] Files(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*.parquet") : [];

    // Each as the folders on its way.
    private string[][] Folders(params string[] patterns)
    {
        IEnumerable<string[]> found = [[Path.Combine(store.Folder, patterns[0])]];
        foreach (var pattern in patterns.Skip(1))
            found = found.Where(path => Directory.Exists(path[^1])).SelectMany(path => Directory.GetDirectories(path[^1], pattern).Order(StringComparer.Ordinal).Select(inner => (string[])[.. path, inner]));
        return [.. found];
    }
}
