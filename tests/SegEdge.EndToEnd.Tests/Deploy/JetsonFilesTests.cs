using System.Globalization;
using System.Text.RegularExpressions;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>What lies in deploy/jetson, each file by the tool that knows its kind.</summary>
public sealed partial class JetsonFilesTests
{
    private static readonly string Folder = Repository.Path("deploy/jetson");

    [Fact]
    public async Task Scripts_PassShellCheck()
    {
        var (code, output) = await Shell.RunAsync("shellcheck", ["-x", "-P", "SCRIPTDIR", Repository.Path("test.sh"), Repository.Path("segedge"), Repository.Path("tests/SegEdge.EndToEnd.Tests/Arm64/machine.sh"),
            .. Directory.GetFiles(Repository.Path("deploy"), "*.sh", SearchOption.AllDirectories)]);
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("segedge.service")]
    [InlineData("segedge-failed.service")]
    [InlineData("segedge-reboot.path")]
    [InlineData("segedge-reboot.service")]
    public async Task Units_PassVerify(string unit)
    {
        // The program is where the unit says on a device only: here it is put where the copy of the unit says.
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("current"));
        File.CreateSymbolicLink(folder.File("current/segedge"), Path.Combine(AppContext.BaseDirectory, "segedge"));
        foreach (var path in Directory.GetFiles(Folder, "segedge*.*").Where(p => p.EndsWith(".service", StringComparison.Ordinal) || p.EndsWith(".path", StringComparison.Ordinal)))
            File.WriteAllText(folder.File(Path.GetFileName(path)), File.ReadAllText(path).Replace("/opt/segedge/", folder.Path + "/", StringComparison.Ordinal));
        var (code, output) = await Shell.RunAsync("systemd-analyze", "verify", "--man=no", folder.File(unit));
        var ours = output.Split('\n').Where(line => line.Contains("segedge", StringComparison.Ordinal)).ToArray();
        Assert.True(code == 0 && ours.Length == 0, output);
    }

    [Fact]
    public async Task TheService_IsHardened()
    {
        var (_, output) = await Shell.RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", Path.Combine(Folder, "segedge.service"));
        var score = double.Parse(Exposure().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(Exposure().Match(output).Value);
        Assert.True(score <= 3.0, output);
    }

    [Fact]
    public void TheService_WaitsLongerThanTheStagesDo()
    {
        var unit = File.ReadAllText(Path.Combine(Folder, "segedge.service"));
        var stages = new EdgeHost.Configuration.WatchdogOptions();
        Assert.InRange(int.Parse(WatchdogSec().Match(unit).Groups[1].Value, CultureInfo.InvariantCulture), stages.Segment.TotalSeconds, stages.Capture.TotalSeconds);
        Assert.Contains("Type=notify", unit, StringComparison.Ordinal);
        Assert.Contains($"PathExists={new EdgeHost.Configuration.RebootOptions().RequestFile}", File.ReadAllText(Path.Combine(Folder, "segedge-reboot.path")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vehicle.json")]
    [InlineData("field-robot.json")]
    public async Task Samples_AreAccepted(string sample)
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--without-hardware", "--config", Path.Combine(Folder, sample));
        Assert.True(code == 0, errors);
        Assert.Contains("No problem found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NamesThresholdsAndLinesThatCannotBe()
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--without-hardware", "--set", "Thermal:HalfRate:LeaveC=85", "--set", "Thermal:Dwell=00:00:10", "--set", "Gpio:Safe:Line=-1",
            "--set", "Gpio:Trigger:Bias=Sideways", "--set", "Gpio:Buzzer:Line=3");
        Assert.Equal(2, code);
        Assert.All((string[])["Thermal:HalfRate: LeaveC 85 must be 5 or more below EnterC 86", "Thermal:Dwell: is '00:00:10', expected 00:00:30 to 01:00:00", "Gpio:Safe:Line: is '-1', expected 0 to 1023",
            "Gpio:Trigger:Bias: is 'Sideways', expected one of AsIs, PullUp, PullDown", "Gpio:Buzzer: unknown key"], problem => Assert.Contains(problem, errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_OpensTheLines_WhereItMay()
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "check-config", "--set", "Gpio:Enabled=true", "--set", "Gpio:Chip=no-such-chip", "--set", "Gpio:Safe:Line=1", "--set", "Explain:Enabled=false",
            "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Broker:Port={FreePort.Find()}");
        Assert.Equal(2, code);
        Assert.Contains("error: Gpio: ", errors, StringComparison.Ordinal); // no library, no chip at all, or none of that name
    }

    [Fact]
    public void ThePage_NamesEveryFile()
    {
        var page = File.ReadAllText(Repository.Path("docs/jetson.md"));
        Assert.All(Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)), name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"exposure level for segedge\.service: ([0-9.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"^WatchdogSec=(\d+)$", RegexOptions.Multiline)]
    private static partial Regex WatchdogSec();
}
