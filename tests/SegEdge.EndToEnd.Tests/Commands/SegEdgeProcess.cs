using System.Diagnostics;
using System.Text;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>The program as a user starts it: its own process, its own data folder.</summary>
internal sealed class SegEdgeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private SegEdgeProcess(string? home, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "segedge"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input is not null,
        };
        start.Environment["SEGEDGE_HOME"] = home ?? Path.Combine(AppContext.BaseDirectory, "no-home");
        // The garbage collector lets the youngest generation grow as large as the processor's cache: 4 MB as on the devices we are made for, not a server's 32,
        // which would come slowly and look like a leak.
        start.Environment["DOTNET_GCgen0size"] = "0x400000";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Note(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Note(_errors, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (input is null) return;
        _process.StandardInput.WriteLine(input);
        _process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes => File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? long.Parse(kilobytes) * 1024 : 0;

    /// <summary>Open pipes, sockets and files. Without assemblies: .NET opens one when it is first needed and keeps it.</summary>
    public int OpenFiles() => new DirectoryInfo($"/proc/{Id}/fd").EnumerateFiles().Count(file => file.LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false);

    public int Threads() => Directory.EnumerateDirectories($"/proc/{Id}/task").Count();

    /// <summary>Process ids of its children.</summary>
    public IReadOnlyList<int> Children() => [.. Directory.EnumerateDirectories($"/proc/{Id}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    /// <param name="home">Folder of installed models; null has none.</param>
    public static SegEdgeProcess Start(string? home, params IEnumerable<string> arguments) => new(home, arguments);

    /// <param name="environment">Beside this process's own variables.</param>
    public static SegEdgeProcess StartIn(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) => new(null, arguments, environment: environment);

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string? home, params IEnumerable<string> arguments)
    {
        await using var process = Start(home, arguments);
        return await process.EndAsync();
    }

    /// <summary>The same with a line on its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> TellAsync(string input, params IEnumerable<string> arguments)
    {
        await using var process = new SegEdgeProcess(null, arguments, input);
        return await process.EndAsync();
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, Output, Errors);
    }

    /// <summary>SIGTERM, as systemd and a person's Ctrl+C do.</summary>
    public void Terminate() => Send("TERM");

    /// <summary>It stands still; connections stay open.</summary>
    public void Freeze() => Send("STOP");

    public void Thaw() => Send("CONT");

    /// <summary>kill -9: nothing is said to anybody.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Send(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        kill.WaitForExit();
    }

    private static void Note(StringBuilder text, string? line)
    {
        if (line is not null) lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
