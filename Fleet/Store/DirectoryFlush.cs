using System.Runtime.InteropServices;

namespace SegEdge.Fleet.Store;

/// <summary>Makes names in a folder survive a power cut. .NET flushes files only.</summary>
internal static partial class DirectoryFlush
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <exception cref="IOException">It could not be flushed.</exception>
    public static void Flush(string folder)
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
