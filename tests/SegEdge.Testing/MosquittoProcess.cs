using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace SegEdge.Testing;

/// <summary>A real Mosquitto of the test's own: free port, 127.0.0.1 only, configuration in a temporary folder.</summary>
/// <remarks>Retained messages live in the folder with <c>persistence</c> and else die with the process.</remarks>
public sealed partial class MosquittoProcess : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/mosquitto";
    private const int SigTerm = 15;

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private Process? _process;

    private MosquittoProcess(int port) => Port = port;

    public int Port { get; }

    /// <summary>What the broker wrote; for the message of a failing test.</summary>
    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    /// <summary>Skips the running test, with the reason, where Mosquitto is not installed.</summary>
    /// <param name="settings">Further lines of mosquitto.conf, as in <c>message_size_limit 10000</c>.</param>
    public static Task<MosquittoProcess> StartAsync(params string[] settings) => StartWithAsync(port => OneListener(port, settings));

    /// <summary>Without a word about what passes through it: writing that down takes longer than passing it on.</summary>
    public static Task<MosquittoProcess> StartQuietAsync() => StartWithAsync(port => OneListener(port, []), log: "warning");

    /// <summary>The same with a configuration of the test's own.</summary>
    /// <param name="configuration">From the port to the lines of mosquitto.conf.</param>
    /// <param name="log">Mosquitto's <c>log_type</c>.</param>
    public static async Task<MosquittoProcess> StartWithAsync(Func<int, IEnumerable<string>> configuration, string log = "all")
    {
        if (!File.Exists(Executable)) Assert.Skip($"{Executable} is not on this machine; install mosquitto.");
        var broker = new MosquittoProcess(FreePort.Find());
        string[] lines = [.. configuration(broker.Port), "log_dest stderr", $"log_type {log}"]; // stdout would be held back in a buffer
        if (Environment.UserName == "root") lines = [.. lines, "user root"]; // else it could not read the folder after dropping its rights
        await File.WriteAllLinesAsync(broker._folder.File("mosquitto.conf"), lines);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>After a stop: same port, same configuration, same persistence file.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Executable, ["-c", _folder.File("mosquitto.conf")])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = _process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync(Accepts, $"Mosquitto accepts on port {Port}");
    }

    /// <summary>Asks it to end, as an operator would.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process) return;
        if (Kill(process.Id, SigTerm) != 0) process.Kill();
        await EndAsync(process);
    }

    /// <summary>kill -9: nothing is said to clients and nothing is saved.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await EndAsync(process);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    // One listener with everything per-listener behind it.
    private static IEnumerable<string> OneListener(int port, string[] settings) => [$"listener {port} 127.0.0.1", "allow_anonymous true", .. settings];

    private async Task EndAsync(Process process)
    {
        try { await process.WaitForExitAsync().WaitAsync(Eventually.Patience); }
        catch (TimeoutException e)
        {
            process.Kill();
            throw new TimeoutException($"Mosquitto {process.Id} did not end within {Eventually.Patience.TotalSeconds} s:\n{Log}", e);
        }
    }

    private bool Accepts()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"Mosquitto ended with {_process.ExitCode}:\n{Log}");
        try
        {
            using var probe = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false; // expected: not listening yet
        }
    }

    private void Note(string? line)
    {
        lock (_log) _log.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
