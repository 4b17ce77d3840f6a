using System.Runtime.InteropServices;
using SegEdge.EndToEnd.Tests.Deploy;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Arm64;

/// <summary>An arm64 machine as far as a program can tell: user-mode QEMU over a folder with Debian's libraries.</summary>
internal sealed class Arm64Machine : IDisposable
{
    // The processor of a Raspberry Pi 5, and like that of an Orin without SVE: .NET would use it if QEMU offered it.
    private const string Processor = "cortex-a76";

    // Kept between runs: 300 MB are not fetched twice.
    private static readonly string Fetched = Repository.Path("tests/SegEdge.EndToEnd.Tests/bin/arm64-machine");

    private readonly TemporaryFolder _folder = new();

    private Arm64Machine() { }

    public string ProgramFolder => _folder.File("app");

    /// <summary>Publishes the program for it, and fetches what it is made of.</summary>
    public static async Task<Arm64Machine> PublishedAsync()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists("/usr/bin/apt-get"), "needs an x64 system with apt");
        var machine = new Arm64Machine();
        try
        {
            await SucceedAsync(Repository.Path("tests/SegEdge.EndToEnd.Tests/Arm64/machine.sh"), [Fetched]);
            // Artifacts of its own: the build that is being tested keeps its files.
            await SucceedAsync("dotnet", ["publish", Repository.Path("EdgeHost"), "-c", "Release", "-r", "linux-arm64", "--self-contained", "--nologo", "-v", "quiet", "--artifacts-path", machine._folder.File("artifacts"), "-o", machine.ProgramFolder]);
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>As deploy/opencv/build.sh does on such a machine, by a cross compiler.</summary>
    public Task AddOpenCvAsync() => SucceedAsync(Repository.Path("deploy/opencv/build.sh"), [ProgramFolder], ("CXX", "aarch64-linux-gnu-g++"), ("ROOT", $"{Fetched}/root"));

    public Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        Shell.RunAsync($"{Fetched}/qemu-aarch64", ["-cpu", Processor, "-L", $"{Fetched}/root", Path.Combine(ProgramFolder, "segedge"), .. arguments], path: null, ("SEGEDGE_HOME", _folder.File("home")));

    public void Dispose() => _folder.Dispose();

    private static async Task SucceedAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (code, output) = await Shell.RunAsync(program, arguments, path: null, environment);
        Assert.True(code == 0, $"{program} ended with {code}: {output}");
    }
}
