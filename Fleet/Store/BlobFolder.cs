namespace SegEdge.Fleet.Store;

/// <summary>Blobs as files that are named by their hash, in 256 folders by its first two digits. A file under its name is whole and on the disk.</summary>
internal sealed class BlobFolder
{
    private const string Unfinished = ".tmp";

    // Flushes that wait for the same write of the disk's journal share it: 28 files of 12 kB took 120 ms one after the other, 12 ms so.
    private const int FlushesAtOnce = 16;

    private readonly string _folder;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public BlobFolder(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 256; i++) Directory.CreateDirectory(Path.Combine(folder, i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        DirectoryFlush.Flush(folder);
        // What a kill left behind; nobody else writes here.
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Unfinished, SearchOption.AllDirectories)) File.Delete(file);
    }

    /// <summary>On return all of them are on the disk.</summary>
    public void Keep(IReadOnlyList<(string Sha256, ReadOnlyMemory<byte> Body)> blobs)
    {
        var missing = blobs.DistinctBy(blob => blob.Sha256).Where(blob => !IsKept(blob.Sha256, blob.Body.Length)).ToArray();
        if (missing.Length == 0) return;
        Together(missing, blob => Write(PathOf(blob.Sha256) + Unfinished, blob.Body.Span));
        foreach (var (sha256, _) in missing) File.Move(PathOf(sha256) + Unfinished, PathOf(sha256), overwrite: true);
        Together([.. missing.Select(blob => Path.GetDirectoryName(PathOf(blob.Sha256))!).Distinct()], DirectoryFlush.Flush);
    }

    /// <returns>Null where there is none.</returns>
    public byte[]? Read(string sha256)
    {
        try
        {
            return File.ReadAllBytes(PathOf(sha256));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Threads of their own: the pool has as many as processors, and these only wait.
    private static void Together<T>(T[] items, Action<T> work)
    {
        var slices = items.Select((item, i) => (item, i)).GroupBy(pair => pair.i % FlushesAtOnce, pair => pair.item);
        try
        {
            Task.WaitAll([.. slices.Select(slice => Task.Factory.StartNew(() =>
            {
                foreach (var item in slice) work(item);
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<IOException>().FirstOrDefault() is { } first)
        {
            throw new IOException(first.Message, e);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> body)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, body.Length);
        RandomAccess.Write(file, body, 0);
        RandomAccess.FlushToDisk(file);
    }

    private bool IsKept(string sha256, long bytes) => new FileInfo(PathOf(sha256)) is { Exists: true } file && file.Length == bytes;

    private string PathOf(string sha256) => Path.Combine(_folder, sha256[..2], sha256);
}
