using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SegEdge.Telemetry;

namespace SegEdge.Fleet.Store;

/// <summary>Bodies of blobs one after the other in files that only grow: whatever is kept together is one write and one flush. Where a body lies is the index's to know;
/// what lies behind the last one that it knows was never committed. One thread at a time writes; any may read.</summary>
internal sealed class BlobPacks : IDisposable
{
    /// <summary>Then the next one begins. Retention gives room back by whole files, and a copy of a folder by files that changed.</summary>
    private const long Full = 64 << 20;

    private const string Pattern = "*.pack";

    private readonly string _folder;
    private readonly TimeProvider _time;
    private SafeFileHandle? _open;
    private long _pack, _end;

    /// <param name="ends">What the index knows: packs, and where the last body in each ends.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public BlobPacks(string folder, IReadOnlyDictionary<long, long> ends, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, Pattern))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var pack)) continue;
            if (!ends.TryGetValue(pack, out var end)) File.Delete(file); // of a first commit that a kill cut off, or emptied by retention just before one
            else if (new FileInfo(file).Length > end) Cut(file, end);
        }

        DurableFile.FlushFolder(Path.GetDirectoryName(folder)!);
        if (ends.Count > 0) Continue(ends.Keys.Max(), ends);
    }

    /// <summary>Where the bodies go if they are kept next, one after the other.</summary>
    public (long Pack, long Start) Next()
    {
        if (_open is null || _end >= Full) Begin();
        return (_pack, _end);
    }

    /// <summary>Puts bodies where <see cref="Next"/> said. On return they are on the disk; a failure leaves nothing behind that counts.</summary>
    public void Keep(IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        if (bodies.Count == 0) return;
        RandomAccess.Write(_open!, bodies, _end);
        RandomAccess.FlushToDisk(_open!);
        _end += bodies.Sum(body => (long)body.Length);
    }

    /// <summary>More than half of it is room that nobody needs, and nothing is added to it any more.</summary>
    public bool IsSparse(long pack, long needed) => (pack != _pack || _end >= Full) && new FileInfo(PathOf(pack)) is { Exists: true } file && file.Length > 2 * needed;

    public bool Holds(BlobPlace place) => new FileInfo(PathOf(place.Pack)) is { Exists: true } file && file.Length >= place.End;

    /// <returns>Null where it is not there, or not all of it.</returns>
    public byte[]? Read(BlobPlace place) => Read(_folder, place);

    public static byte[]? Read(string folder, BlobPlace place)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(folder, BlobPlace.FileOf(place.Pack)), options: FileOptions.RandomAccess);
            if (RandomAccess.GetLength(file) < place.End) return null;
            var body = new byte[place.Bytes];
            for (var read = 0; read < body.Length;) read += RandomAccess.Read(file, body.AsSpan(read), place.Start + read) is > 0 and var some ? some : throw new EndOfStreamException($"{folder}: pack {place.Pack} became shorter while it was read.");
            return body;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives the room of packs back in which nothing is left. The one that is written to stays.</summary>
    public void RemoveAllBut(IReadOnlySet<long> used)
    {
        foreach (var file in Directory.EnumerateFiles(_folder, Pattern))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var pack) && pack != _pack && !used.Contains(pack)) File.Delete(file);
        }
    }

    public void Dispose() => _open?.Dispose();

    // A pack that is shorter than the index says was harmed by the disk; nothing is added to it, so that what is missing stays missing and is not something else.
    private void Continue(long pack, IReadOnlyDictionary<long, long> ends)
    {
        _pack = pack;
        if (!Holds(new(pack, 0, ends[pack]))) return;
        _open = File.OpenHandle(PathOf(pack), FileMode.Open, FileAccess.Write, FileShare.Read);
        _end = ends[pack];
    }

    // By the clock, and never one that was used: whoever read the index a moment ago must not find another blob at that place.
    private void Begin()
    {
        var pack = Math.Max(_pack + 1, _time.GetUtcNow().ToUnixTimeSeconds());
        var file = File.OpenHandle(PathOf(pack), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        DurableFile.FlushFolder(_folder);
        _open?.Dispose();
        (_open, _pack, _end) = (file, pack, 0);
    }

    private static void Cut(string file, long end)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(handle, end);
    }

    private string PathOf(long pack) => Path.Combine(_folder, BlobPlace.FileOf(pack));
}
