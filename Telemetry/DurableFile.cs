using System.Runtime.InteropServices;

namespace SegEdge.Telemetry;

/// <summary>Small files that are either the old or the new one, whatever happens in between, a power cut included.</summary>
public static partial class DurableFile
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <exception cref="IOException">The new one may be gone after a power cut, or it is not there at all.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var (next, folder) = (path + ".new", Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            FlushFolder(folder);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Makes the names in a folder survive a power cut: .NET flushes files only.</summary>
    /// <exception cref="IOException">It could not be flushed.</exception>
    public static void FlushFolder(string folder)
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
