using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Providers;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>What a number was measured on, as far as the machine tells it itself.</summary>
internal static class MachineFacts
{
    private const string Untold = "not told";

    /// <returns>Name and value, in the order of reading.</returns>
    public static IReadOnlyList<(string Name, string Value)> Read()
    {
        var accelerators = InstalledAccelerators.Read();
        return
        [
            ("machine", First("/proc/device-tree/model") ?? First("/sys/class/dmi/id/product_name") ?? Untold),
            ("Jetson Linux", First("/etc/nv_tegra_release") ?? "none: not a Jetson"),
            ("system", $"{Value("/etc/os-release", "PRETTY_NAME") ?? Untold}, kernel {First("/proc/sys/kernel/osrelease") ?? Untold}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"),
            ("processor", $"{Environment.ProcessorCount} cores{(Value("/proc/cpuinfo", "model name") is { } name ? $", {name}" : "")}"),
            ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB")),
            ("SegEdge", $"{SoftwareVersion.Text}, {RuntimeInformation.FrameworkDescription}"),
            ("ONNX Runtime", $"{OrtEnv.Instance().GetVersionString()}, built with {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}"),
            ("TensorRT", accelerators.TensorRt),
            ("CUDA", accelerators.Cuda == AcceleratorVersions.Absent ? accelerators.Cuda : $"{accelerators.Cuda}, compute capability {accelerators.Sm}"),
        ];
    }

    // Device trees end their strings with a zero.
    private static string? First(string path) => Lines(path).FirstOrDefault()?.Trim('\0', ' ') is { Length: > 0 } text ? text : null;

    private static string? Value(string path, string key) =>
        Lines(path).Select(line => line.Split(['=', ':'], 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == key)?[1].Trim(' ', '"');

    private static string[] Lines(string path)
    {
        try { return File.ReadAllLines(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; } // expected: not on this machine
    }
}
