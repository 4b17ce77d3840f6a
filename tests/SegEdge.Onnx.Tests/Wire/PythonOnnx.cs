using System.Diagnostics;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>Debian's <c>python3-onnx</c>: ONNX's own reader, writer and checker, for a second opinion that shares no code with ours.</summary>
internal static class PythonOnnx
{
    private const string Python = "/usr/bin/python3";

    // Newer files are beyond it: of version 1.12.
    public const long NewestIr = 8, NewestOpset = 17;

    private static readonly Lazy<string?> Absence = new(() =>
    {
        if (!File.Exists(Python)) return $"{Python} is not on this machine; install python3 and python3-onnx.";
        var (exit, _, _) = Run("import onnx");
        return exit == 0 ? null : "Python module onnx is absent; install python3-onnx.";
    });

    /// <summary>Runs ONNX's checker over files, external data included; the running test fails with what it says.</summary>
    public static void Check(params IEnumerable<string> paths) => Execute("""
        import sys, onnx
        for path in sys.argv[1:]:
            try: onnx.checker.check_model(path)
            except Exception as e: sys.exit(f"{path}: {e}")
        """, paths);

    /// <summary>Runs a script; the running test is skipped, with the reason, where the module is absent.</summary>
    /// <returns>What it printed.</returns>
    public static string Execute(string script, params IEnumerable<string> arguments)
    {
        if (Absence.Value is { } why) Assert.Skip(why);
        var (exit, output, error) = Run(script, arguments);
        Assert.True(exit == 0, error);
        return output;
    }

    private static (int Exit, string Output, string Error) Run(string script, params IEnumerable<string> arguments)
    {
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        if (!python.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            python.Kill();
            throw new TimeoutException("A script on python3-onnx did not end within 120 s.");
        }
        return (python.ExitCode, output.Result, error.Result);
    }
}
