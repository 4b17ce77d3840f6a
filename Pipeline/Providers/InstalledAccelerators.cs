using System.Globalization;
using System.Runtime.InteropServices;

namespace SegEdge.Pipeline.Providers;

/// <summary>Asks the libraries of this machine for their versions, without linking to any: on a machine without them all are absent.</summary>
public static unsafe class InstalledAccelerators
{
    // cudaDevAttrComputeCapabilityMajor and Minor of cuda_runtime_api.h.
    private const int Major = 75, Minor = 76;

    private static readonly string[] TensorRtNames = ["libnvinfer.so.10", "libnvinfer.so"], CudaNames = ["libcudart.so.13", "libcudart.so.12", "libcudart.so"];

    public static AcceleratorVersions Read() => new(TensorRt(), Cuda(out var sm), sm);

    // getInferLibVersion: 100300 is 10.3.0 since version 10, before that 8601 is 8.6.1.
    private static string TensorRt()
    {
        if (Export(TensorRtNames, "getInferLibVersion") is not { } export) return AcceleratorVersions.Absent;
        var version = ((delegate* unmanaged<int>)export)();
        return version >= 100_000
            ? string.Create(CultureInfo.InvariantCulture, $"{version / 10_000}.{version / 100 % 100}.{version % 100}")
            : string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version / 100 % 10}.{version % 100}");
    }

    private static string Cuda(out string sm)
    {
        sm = AcceleratorVersions.Absent;
        int version, major, minor;
        if (Export(CudaNames, "cudaRuntimeGetVersion") is not { } runtime || ((delegate* unmanaged<int*, int>)runtime)(&version) != 0) return AcceleratorVersions.Absent;
        if (Export(CudaNames, "cudaDeviceGetAttribute") is { } attribute
            && ((delegate* unmanaged<int*, int, int, int>)attribute)(&major, Major, 0) == 0 && ((delegate* unmanaged<int*, int, int, int>)attribute)(&minor, Minor, 0) == 0)
            sm = string.Create(CultureInfo.InvariantCulture, $"{major}{minor}");
        return string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version / 10 % 100}");
    }

    private static nint? Export(string[] libraries, string name)
    {
        foreach (var library in libraries)
            // Never freed: ONNX Runtime's providers hold the same library.
            if (NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, name, out var export)) return export;
        return null;
    }
}
