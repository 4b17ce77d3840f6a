using System.Runtime.InteropServices;

namespace SegEdge.Pipeline;

/// <summary>Files and folders that are either the old or the new ones, whatever happens in between, a power cut included.</summary>
public static partial class DurableFiles
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Written aside, flushed, renamed.</summary>
    /// <exception cref="IOException">The old one is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        // Two processes may replace it at once: each writes a file of its own, and the last whole one stays.
        var arriving = $"{path}.{Environment.ProcessId}.part";
        using (var file = new FileStream(arriving, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(arriving, path, overwrite: true);
        FlushFolder(folder);
    }

    /// <summary>Gives a folder its final name once all of it is on the disk.</summary>
    /// <exception cref="IOException">It could not be flushed, or the name is taken.</exception>
    public static void Install(string folder, string name)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
        FlushFolder(folder);
        Directory.Move(folder, name);
        FlushFolder(Path.GetDirectoryName(name)!);
    }

    // .NET flushes files only; without this a name may be gone after a power cut.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals names itself
        var handle = Open(folder, ReadOnly);
        if (handle < 0) throw new IOException($"{folder}: cannot be opened to flush it (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Sync(handle) != 0) throw new IOException($"{folder}: cannot be flushed (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
