using System.Net;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>A folder in place of a machine: a systemctl that notes which version it started, a health address that answers for that version, and versions
/// that are published, good or not.</summary>
/// <remarks>As systemd does with Type=notify: a version that never becomes ready is started until the limit is reached, then no start is taken until
/// 'reset-failed'; and who starts one without '--no-block' waits for it.</remarks>
internal sealed class FakeMachine : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _listener = new();
    private readonly string _health = $"http://127.0.0.1:{FreePort.Find()}/";

    public FakeMachine()
    {
        Directory.CreateDirectory(Root);
        WriteProgram("bin/systemctl", $"""
            case $1 in
              start | restart) [[ ! -e {_folder.File("start-limit")} ]] || exit 1 ;;&
              reset-failed) rm -f {_folder.File("start-limit")} ;;
              stop) : > {Running} ;;
              start | restart)
                version=$(basename "$(readlink {Root}/opt/segedge/current)")
                echo "$version" > {Running}
                [[ -e {Root}/opt/segedge/current/never-ready ]] || exit 0
                touch {_folder.File("start-limit")}
                [[ $* == *--no-block* ]] || echo "$version" >> {Waited} ;;
            esac
            """);
        _listener.Prefixes.Add(_health);
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Root => _folder.File("root");

    public string Configuration => Path.Combine(Root, "etc/segedge/segedge.json");

    /// <summary>Versions that never become ready, but were waited for.</summary>
    public string WaitedFor => File.Exists(Waited) ? File.ReadAllText(Waited) : "";

    /// <summary>The version that was started last.</summary>
    public string RunningVersion => File.Exists(Running) ? File.ReadAllText(Running).Trim() : "";

    public IEnumerable<string> Versions => Directory.GetDirectories(Path.Combine(Root, "opt/segedge/versions")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);

    private string Running => _folder.File("running");

    private string Waited => _folder.File("waited");

    public string Link(string name) => Path.GetFileName(new FileInfo(Path.Combine(Root, "opt/segedge", name)).LinkTarget) ?? "";

    /// <summary>A published folder whose program says that it is this version.</summary>
    /// <param name="ready">Whether it would ever segment a frame.</param>
    /// <param name="accepts">Whether it takes the configuration.</param>
    public string Published(string version, bool ready = true, bool accepts = true)
    {
        var name = $"published-{version}-{Guid.NewGuid():n}";
        WriteProgram($"{name}/segedge", $$"""
            case $1 in
              --version) echo {{version}} ;;
              check-config) [[ -f ${@: -1} ]] && {{(accepts ? "true" : "{ echo 'error: Camera:Lens: unknown key.' >&2; exit 2; }")}} ;;
            esac
            """);
        if (!ready) File.WriteAllText(_folder.File($"{name}/never-ready"), "");
        return _folder.File(name);
    }

    /// <summary>From now on a copy lacks its last file.</summary>
    public void FillDisk() => WriteProgram("bin/cp", "/bin/cp \"$@\"; echo 'cp: No space left on device' >&2; exit 1");

    public Task<(int ExitCode, string Output)> InstallAsync(params string[] arguments) => ScriptAsync("install.sh", [.. arguments, "--root", Root]);

    public Task<(int ExitCode, string Output)> UpdateAsync(params string[] arguments) => ScriptAsync("update.sh", [.. arguments, "--root", Root, "--health", _health, "--within", "2"]);

    public void Dispose()
    {
        _listener.Close();
        _folder.Dispose();
    }

    private Task<(int ExitCode, string Output)> ScriptAsync(string script, string[] arguments) => Shell.RunAsync(Repository.Path($"deploy/jetson/{script}"), arguments, _folder.File("bin"));

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var broken = RunningVersion is "" || File.Exists(Path.Combine(Root, "opt/segedge/versions", RunningVersion, "never-ready"));
                context.Response.StatusCode = broken ? 503 : 200;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { } // expected: the test has ended
    }

    private void WriteProgram(string name, string body)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/usr/bin/env bash\n" + body + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
