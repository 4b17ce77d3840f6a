using System.Runtime.InteropServices;

namespace SegEdge.Pipeline;

/// <summary>Priority of one thread. .NET's own setting has no effect on Linux, where a nice value belongs to each thread.</summary>
internal static partial class ThreadPriorities
{
    private const int Process = 0, ThisThread = 0;

    // Half way to the weakest: it gives way to frames and still gets done on a busy device.
    private const int Nice = 10;

    public static void LowerThisThread()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(Process, ThisThread, Nice); // refused: it runs at normal priority, no harm
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
