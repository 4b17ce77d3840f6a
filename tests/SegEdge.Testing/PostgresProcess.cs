using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace SegEdge.Testing;

/// <summary>A real PostgreSQL of the tests' own: free port, 127.0.0.1 only, its files in a temporary folder.</summary>
/// <remarks>PostgreSQL refuses to run as root, so under root it runs as the user <c>postgres</c> that its package makes.</remarks>
public sealed partial class PostgresProcess : IAsyncDisposable
{
    private const int SigInt = 2; // "fast shutdown": it ends its clients and closes its files

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly StringBuilder _log = new();
    private readonly int _port = FreePort.Find();
    private Process? _process;
    private int _databases;

    private PostgresProcess(string? data) => _data = data ?? _folder.File("data");

    /// <summary>Skips the running test, with the reason, where PostgreSQL is not installed.</summary>
    /// <param name="data">Where the databases stay, for the next server; null: in a temporary folder.</param>
    public static async Task<PostgresProcess> StartAsync(string? data = null)
    {
        if (Binaries() is not { } binaries)
        {
            Assert.Skip("PostgreSQL is not on this machine; install the package postgresql.");
            return null!;
        }

        var server = new PostgresProcess(data);
        await server.StartServerAsync(binaries);
        return server;
    }

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await RunAsync(Path.Combine(Binaries()!, "createdb"), ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "segedge", name]);
        return ConnectionOf(name);
    }

    /// <summary>Of a database that is there.</summary>
    public string ConnectionOf(string name) => $"Host=127.0.0.1;Port={_port};Username=segedge;Database={name};Maximum Pool Size=8";

    /// <summary>That the server has used, all of its processes together.</summary>
    public TimeSpan ProcessorTime()
    {
        var ticks = Times(_process!.Id, withEnded: true);
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)))
            if (ParentOf(process!) == _process.Id) ticks += Times(int.Parse(process!, CultureInfo.InvariantCulture), withEnded: false);
        return TimeSpan.FromSeconds(ticks / 100.0); // the kernel counts in hundredths of a second for programs
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            if (Kill(process.Id, SigInt) != 0) process.Kill();
            try { await process.WaitForExitAsync().WaitAsync(Eventually.Patience); }
            catch (TimeoutException) { process.Kill(entireProcessTree: true); }
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private static string? Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order().LastOrDefault()
        : null;

    private async Task StartServerAsync(string binaries)
    {
        if (Environment.UserName == "root") await RunAsync("chown", ["postgres", _folder.Path], asServer: false);
        if (!File.Exists(Path.Combine(_data, "PG_VERSION")))
        {
            Directory.CreateDirectory(_data);
            if (Environment.UserName == "root") await RunAsync("chown", ["postgres", _data], asServer: false);
            await RunAsync(Path.Combine(binaries, "initdb"), ["-D", _data, "-U", "segedge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        }

        _process = Start(Path.Combine(binaries, "postgres"), ["-D", _data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", _folder.Path], asServer: true);
        await Eventually.TrueAsync(Accepts, $"PostgreSQL accepts on port {_port}");
        await Eventually.TrueAsync(IsReadyAsync, () => $"PostgreSQL is ready:\n{_log}");

        async Task<bool> IsReadyAsync()
        {
            using var probe = Start(Path.Combine(binaries, "pg_isready"), ["-h", "127.0.0.1", "-p", $"{_port}"], asServer: false);
            await probe.WaitForExitAsync();
            return probe.ExitCode == 0;
        }
    }

    private bool Accepts()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"PostgreSQL ended with {_process.ExitCode}:\n{_log}");
        try
        {
            using var probe = new TcpClient("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false; // expected: not listening yet
        }
    }

    private async Task RunAsync(string program, string[] arguments, bool asServer = true)
    {
        using var process = Start(program, arguments, asServer);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{_log}");
    }

    private Process Start(string program, string[] arguments, bool asServer)
    {
        // setpriv becomes the program, so that its id is the one to stop.
        var start = asServer && Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, _folder.Path);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The name in parentheses may hold anything; what follows the last one does not.
    private static string[] StatOf(string process) => File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].TrimStart().Split(' ');

    private static int ParentOf(string process)
    {
        try
        {
            return int.Parse(StatOf(process)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // expected: it ended while we looked
        }
    }

    private static long Times(int process, bool withEnded) =>
        StatOf(process.ToString(CultureInfo.InvariantCulture)).Skip(11).Take(withEnded ? 4 : 2).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));

    private void Note(string? line)
    {
        lock (_log) _log.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
