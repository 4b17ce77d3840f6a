using System.Runtime.InteropServices;

namespace SegEdge.Camera.Live;

/// <summary>What .NET does not offer: a read from a pipe that can be given up, and signals to a process group.</summary>
internal static partial class Posix
{
    public const int SigTerm = 15, SigKill = 9;

    // Readable, an error, or hung up: in each case a read returns at once.
    private const short PollIn = 0x1;
    private const int Interrupted = 4; // EINTR

    /// <summary>Waits until a read would return at once: with bytes, or with the end.</summary>
    /// <returns>False once <paramref name="patience"/> is over.</returns>
    public static unsafe bool WaitReadable(SafeHandle pipe, TimeSpan patience)
    {
        var held = false;
        try
        {
            pipe.DangerousAddRef(ref held);
            var poll = new PollFd { Fd = (int)pipe.DangerousGetHandle(), Events = PollIn };
            return Poll(&poll, 1, (int)patience.TotalMilliseconds) > 0;
        }
        finally
        {
            if (held) pipe.DangerousRelease();
        }
    }

    /// <returns>How many bytes came; 0 at the end.</returns>
    /// <exception cref="IOException">The pipe is broken.</exception>
    public static unsafe int Read(SafeHandle pipe, Span<byte> into)
    {
        fixed (byte* bytes = into)
            while (true)
            {
                var read = ReadFile(pipe, bytes, (nuint)into.Length);
                if (read >= 0) return (int)read;
                if (Marshal.GetLastPInvokeError() is var error && error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
    }

    /// <summary>To every process of the group.</summary>
    /// <returns>False if there is no such group (any more, or yet).</returns>
    public static bool TrySignalGroup(int group, int signal) => Kill(-group, signal) == 0;

    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(PollFd* fds, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadFile(SafeHandle pipe, byte* into, nuint count);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
