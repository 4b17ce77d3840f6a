using System.Diagnostics;
using System.Globalization;
using SegEdge.Telemetry.Rig;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>The outbox and publisher in a process of their own, which can be killed.</summary>
internal sealed class RigProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _journal;

    /// <param name="first">Number of its first event.</param>
    /// <param name="count">Events to append; 0: deliver what is there and end.</param>
    public RigProcess(string folder, int port, int seed, long first, int count, long capBytes, string journal)
    {
        _journal = journal;
        string[] arguments = [folder, Text(port), Text(seed), Text(first), Text(count), Text(capBytes), journal];
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "SegEdge.Telemetry.Rig"), arguments)
        {
            RedirectStandardInput = true, // its end tells the rig that nobody is left to kill it
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Answers to appends so far.</summary>
    public int Answers => Journal.Read(_journal).Count(line => !line.StartsWith("try", StringComparison.Ordinal));

    public void CheckAlive()
    {
        if (_process.HasExited) throw new InvalidOperationException($"The rig ended by itself with {_process.ExitCode}: {_process.StandardError.ReadToEnd()}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        CheckAlive();
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until all is delivered.</summary>
    /// <returns>Epoch and the last numbers.</returns>
    public async Task<(string Epoch, long EventSeq, long GapSeq)> EndAsync(TimeSpan patience)
    {
        var output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(patience, TestContext.Current.CancellationToken);
        return (await output).Trim().Split(' ') is ["DONE", var epoch, var events, var gaps]
            ? (epoch, long.Parse(events, CultureInfo.InvariantCulture), long.Parse(gaps, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The rig ended with {_process.ExitCode} and said '{await output}': {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
