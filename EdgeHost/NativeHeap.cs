using System.Runtime.InteropServices;

namespace SegEdge.EdgeHost;

/// <summary>Tells glibc's malloc to give freed pictures back to the system: docs/decisions/0006.</summary>
internal static partial class NativeHeap
{
    private const int ArenaMax = -8, MmapThreshold = -3, TrimThreshold = -1; // M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD of mallopt(3)

    private const int Arenas = 2, PictureBytes = 128 * 1024;

    /// <summary>Before the first large allocation. Another C library has no mallopt, or one that does nothing: no harm.</summary>
    public static void KeepSmall()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetOption(ArenaMax, Arenas);
            _ = SetOption(MmapThreshold, PictureBytes);
            _ = SetOption(TrimThreshold, PictureBytes);
        }
        catch (EntryPointNotFoundException) { } // musl
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
