using System.Diagnostics;
using System.Text.Json;

namespace SegEdge.Pipeline.Engines;

/// <summary>Has engines built in a process of its own: a build takes minutes and much memory, says nothing, and must be killable.</summary>
/// <param name="program">The command that reads an <see cref="EngineOrder"/> as JSON from its standard input and builds it.</param>
public sealed class EngineBuilder(IReadOnlyList<string> program, TimeProvider time)
{
    private const int ReasonLength = 500;

    private volatile EngineProgress? _progress;

    /// <summary>Of the build that runs; null where none does.</summary>
    public EngineProgress? Progress => _progress;

    /// <summary>Builds one engine; a failure is counted against its key.</summary>
    /// <param name="longest">A build that takes longer is killed.</param>
    /// <returns>Null once the engine is there; else why it is not.</returns>
    /// <exception cref="OperationCanceledException">Told to stop; the builder is gone, and nothing is counted.</exception>
    public async Task<string?> BuildAsync(EngineOrder order, TimeSpan longest, CancellationToken stopping)
    {
        var cache = new EngineCache(order.Cache);
        _progress = new EngineProgress(order.Model, time.GetTimestamp(), cache.History(order.Key).LastBuildSeconds, time);
        try
        {
            if (await RunAsync(order, longest, stopping).ConfigureAwait(false) is not { } fault) return null;
            cache.Failed(order.Key, fault);
            return fault;
        }
        finally
        {
            _progress = null;
        }
    }

    private async Task<string?> RunAsync(EngineOrder order, TimeSpan longest, CancellationToken stopping)
    {
        using var process = Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var limit = new CancellationTokenSource(longest, time);
        using var chain = limit.Token.Register(end.Cancel);
        try
        {
            // Its output is read to the end, or it would stand still with a full pipe.
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await GiveAsync(process, order).ConfigureAwait(false);
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            return process.ExitCode == 0 ? null : Describe(process.ExitCode, await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return $"the build took longer than {longest} and was killed";
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Start() => Process.Start(new ProcessStartInfo(program[0], program.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task GiveAsync(Process process, EngineOrder order)
    {
        try
        {
            await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, order, EngineJson.Default.EngineOrder).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException) // expected of a builder that dies at once; its exit code says why
        {
        }
    }

    // 128 and more: by that signal; 137 is what the kernel does when memory is short.
    private static string Describe(int code, string errors) => code == 137
        ? "the builder was killed (exit code 137): most likely memory was short; lower Model:Runtime:TensorRt:WorkspaceMb"
        : $"the builder ended with exit code {code}: {errors.Trim() switch { "" => "it said nothing", { Length: > ReasonLength } said => said[..ReasonLength], var said => said }}";
}
