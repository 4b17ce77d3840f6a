using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>The command of a fresh clone: what it finds on the machine, and how it builds.</summary>
public sealed class StarterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ALibraryThatIsThere_IsFound_WithThePathOfAUser()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/ldconfig") || File.Exists("/sbin/ldconfig"), "this system has no ldconfig");
        var (code, output) = await Shell.RunAsync("/usr/bin/env", ["bash", "-c", "source \"$0\"; is_present libc.so.6", Repository.Path("deploy/prepare.sh")], path: null, ("PATH", "/usr/bin:/bin"));
        Assert.True(code == 0, output);
    }

    // The compiler's servers outlive a build: with the lock in their hands nobody would build again before they end.
    [Fact]
    public async Task TheLockOfABuild_IsNotLeftToWhatTheBuildStarts()
    {
        Directory.CreateDirectory(_folder.File("deploy"));
        foreach (var file in (string[])["segedge", "deploy/prepare.sh"]) File.Copy(Repository.Path(file), _folder.File(file));
        Write("bin/ldconfig", "echo libgtk-3.so.0");
        Write("bin/dotnet", """
            case $1 in
              --list-sdks) echo '10.0.100 [/usr/share/dotnet/sdk]' ;;
              build)
                [[ ! -e /proc/$$/fd/9 ]] || { echo 'the lock is open here' >&2; exit 1; }
                mkdir -p "$2/bin/Release/net10.0"
                printf '#!/usr/bin/env bash\necho "runs $*"\n' > "$2/bin/Release/net10.0/segedge"
                chmod +x "$2/bin/Release/net10.0/segedge" ;;
            esac
            """);
        var (code, output) = await Shell.RunAsync(_folder.File("segedge"), ["doctor"], _folder.File("bin"));
        Assert.True(code == 0, output);
        Assert.Contains("runs doctor", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string body)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/usr/bin/env bash\n" + body + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
