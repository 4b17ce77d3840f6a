using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SegEdge.Pipeline;

/// <summary>For as long as it lives, numbers too small for a float's full precision (below 1.2e-38) are zero on its thread. Activations that fade out are full of them, and an x64
/// processor takes a hundred times as long over each (docs/decisions/0037-denormals-are-zero.md). Afterwards the thread computes as before.</summary>
/// <remarks>Flush-to-zero and denormals-are-zero of MXCSR, Intel SDM volume 1, 10.2.3, by the C library (ISO C 7.6.4). On other processors nothing is changed.</remarks>
internal readonly ref partial struct DenormalsAsZero : IDisposable
{
    private const uint FlushToZero = 1 << 15, DenormalsAreZero = 1 << 6;

    private readonly FloatEnvironment _before;

    private DenormalsAsZero(FloatEnvironment before) => _before = before;

    /// <summary>Whether this is a processor and a C library where it is done.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && NativeLibrary.TryLoad("libm.so.6", out _);

    public static DenormalsAsZero Begin()
    {
        if (!IsSupported || Read(out var before) != 0) return default;
        var during = before;
        during.Control |= FlushToZero | DenormalsAreZero;
        return Write(in during) == 0 ? new DenormalsAsZero(before) : default;
    }

    public void Dispose()
    {
        if (_before.Control != 0) _ = Write(in _before); // the exceptions' masks are never all off in a process of .NET
    }

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv"), UnmanagedCallConv(CallConvs = [typeof(CallConvSuppressGCTransition)])]
    private static partial int Read(out FloatEnvironment environment);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv"), UnmanagedCallConv(CallConvs = [typeof(CallConvSuppressGCTransition)])]
    private static partial int Write(in FloatEnvironment environment);

    // fenv_t of x86-64: the x87's, then MXCSR.
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct FloatEnvironment
    {
        [FieldOffset(28)]
        public uint Control;
    }
}
