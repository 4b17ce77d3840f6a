using System.Diagnostics;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>Another program, to its end.</summary>
internal static class Shell
{
    public static Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, path: null);

    /// <param name="path">Folder that is searched for programs before all others.</param>
    /// <param name="environment">Beside this process's own variables.</param>
    /// <returns>Output is standard output, then standard error.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string? path, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null) start.Environment["PATH"] = $"{path}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
