using System.Runtime.InteropServices;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>What set this machine's clock, as far as the kernel knows (adjtimex(2)).</summary>
internal static partial class DeviceClock
{
    private const int NotSynchronised = 5; // TIME_ERROR

    // struct timex is 208 bytes on 64-bit Linux; all zero means "only read".
    private const int TimexBytes = 256;

    public static ClockSource Source()
    {
        if (!OperatingSystem.IsLinux()) return ClockSource.Rtc;
        Span<byte> timex = stackalloc byte[TimexBytes];
        timex.Clear();
        return AdjustTime(ref MemoryMarshal.GetReference(timex)) is var state and >= 0 && state != NotSynchronised ? ClockSource.Ntp : ClockSource.Rtc;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustTime(ref byte timex);
}
