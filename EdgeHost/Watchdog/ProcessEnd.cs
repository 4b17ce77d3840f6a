using System.Runtime.InteropServices;

namespace SegEdge.EdgeHost.Watchdog;

/// <summary>Ends this process at once.</summary>
internal static partial class ProcessEnd
{
    /// <summary>Without anything that an orderly end waits for: a thread that hangs in native code holds that up for ever.</summary>
    public static void Now(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (OperatingSystem.IsLinux()) EndNow(exitCode);
        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int status);
}
