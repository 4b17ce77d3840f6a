using System.Diagnostics;

namespace SegEdge.Benchmarks.Peers;

/// <summary>Each turn is a process of its own: nobody inherits another's memory, threads or compiled code.</summary>
internal static class PeerProcess
{
    /// <returns>The process's last line.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? said.Split('\n')[^1] : throw new InvalidOperationException($"exit code {process.ExitCode}: {Reason(errors.Result)}");
    }

    // The line that a reader needs: what was thrown, not the stack below it.
    private static string Reason(string errors) =>
        errors.Split('\n').FirstOrDefault(line => line.Contains("rror", StringComparison.Ordinal) || line.Contains("xception", StringComparison.Ordinal))?.Trim() ?? errors.Trim();
}
