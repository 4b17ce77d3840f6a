using System.Diagnostics;
using System.Runtime.InteropServices;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Torch;

/// <summary>The scripts of this folder, run by Debian's Python with PyTorch: a second opinion that shares no code with ours.</summary>
internal static class TorchScript
{
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string?> Absence = new(WhyAbsent);

    /// <summary>Skips the running test, with the reason, where PyTorch is not installed.</summary>
    public static void Run(string script, params string[] arguments)
    {
        if (Absence.Value is { } why) Assert.Skip(why);
        var (exit, errors) = Start([Repository.Path($"tests/SegEdge.Onnx.Tests/Torch/{script}"), .. arguments]);
        Assert.True(exit == 0, $"{script} ended with {exit}: {errors}");
    }

    /// <summary>What a script wrote, little-endian: float of .f32, double of .f64.</summary>
    public static double[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return path.EndsWith(".f64", StringComparison.Ordinal)
            ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), v => (double)v);
    }

    private static string? WhyAbsent()
    {
        if (!File.Exists(Python)) return $"{Python} is not on this machine; install python3, python3-torch and python3-onnx.";
        var (exit, _) = Start(["-c", "import onnx, torch"]);
        return exit == 0 ? null : "Python module onnx or torch is absent; install python3-torch and python3-onnx.";
    }

    private static (int Exit, string Errors) Start(string[] arguments)
    {
        // -B: leaves no compiled copies in the source tree.
        var start = new ProcessStartInfo(Python, ["-B", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        if (!python.WaitForExit(Patience))
        {
            python.Kill();
            throw new TimeoutException($"{string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes.");
        }
        _ = output.Result;
        return (python.ExitCode, errors.Result);
    }
}
