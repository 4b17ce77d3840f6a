namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>Versions come, go, and come back; the machine is a folder.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    [Fact]
    public async Task Install_LaysDownUnitsRuleConfigurationAndTheFirstVersion()
    {
        await InstallAsync("1.0.0");
        Assert.Equal(("1.0.0", ""), (_machine.Link("current"), _machine.Link("previous")));
        foreach (var file in (string[])["etc/systemd/system/segedge.service", "etc/systemd/system/segedge-failed.service", "etc/systemd/system/segedge-reboot.path", "etc/systemd/system/segedge-reboot.service",
            "etc/udev/rules.d/99-segedge.rules", "etc/segedge/segedge.json", "opt/segedge/current/segedge"])
            Assert.True(File.Exists(Path.Combine(_machine.Root, file)), file);
        Assert.Contains("update.sh", (await _machine.InstallAsync(_machine.Published("1.0.1"))).Output, StringComparison.Ordinal); // twice is a mistake
        Assert.Equal("1.0.0", _machine.Link("current"));
    }

    [Fact]
    public async Task Install_KeepsAConfigurationThatIsThere()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_machine.Configuration)!);
        File.WriteAllText(_machine.Configuration, "{}");
        await InstallAsync("1.0.0");
        Assert.Equal("{}", File.ReadAllText(_machine.Configuration));
    }

    [Fact]
    public async Task AConfigurationThatIsRefused_LeavesNoVersion_AndOnceItIsCorrectedInstallGoesOn()
    {
        var (code, output) = await _machine.InstallAsync(_machine.Published("1.0.0", accepts: false));
        Assert.Equal(1, code);
        Assert.Contains("run install.sh again", output, StringComparison.Ordinal);
        Assert.Empty(_machine.Versions);
        await InstallAsync("1.0.0");
        Assert.Equal("1.0.0", _machine.Link("current"));
    }

    [Fact]
    public async Task ACopyThatBreaksOff_NeverCarriesTheVersionsName_NorKeepsItsRoom()
    {
        await InstallAsync("1.0.0");
        _machine.FillDisk();
        Assert.Contains("Make room", await UpdateAsync(1, _machine.Published("1.1.0")), StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], _machine.Versions);
        Assert.Equal("1.0.0", _machine.Link("current"));
    }

    [Fact]
    public async Task AFolderWithoutAProgram_IsRefusedByName()
    {
        var (code, output) = await _machine.InstallAsync(Path.GetTempPath());
        Assert.Equal(1, code);
        Assert.Contains("no executable 'segedge'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_GoesToTheNewVersion_AndKeepsTheOld()
    {
        await InstallAsync("1.0.0");
        await UpdateAsync(0, _machine.Published("1.1.0"));
        Assert.Equal(("1.1.0", "1.0.0", "1.1.0"), (_machine.Link("current"), _machine.Link("previous"), _machine.RunningVersion));
        Assert.Contains("1.0.0 is kept", (await UpdateAsync(0, "--rollback")).Replace("1.1.0 is kept", "1.0.0 is kept", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(("1.0.0", "1.1.0", "1.0.0"), (_machine.Link("current"), _machine.Link("previous"), _machine.RunningVersion));
    }

    [Fact]
    public async Task AVersionThatDoesNotBecomeReady_GivesWayToTheOldOne()
    {
        await InstallAsync("1.0.0");
        await UpdateAsync(0, _machine.Published("1.1.0"));
        var output = await UpdateAsync(3, _machine.Published("1.2.0", ready: false));
        Assert.Contains("1.1.0 runs again", output, StringComparison.Ordinal);
        Assert.Equal(("1.1.0", "1.0.0", "1.1.0"), (_machine.Link("current"), _machine.Link("previous"), _machine.RunningVersion));
        Assert.Contains("1.2.0", _machine.Versions); // for a look
        Assert.Empty(_machine.WaitedFor); // --within says how long, not systemd
    }

    [Fact]
    public async Task AVersionThatDoesNotBecomeReady_WithNoneBefore_IsNoUnchangedMachine()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_machine.Configuration)!);
        File.WriteAllText(_machine.Configuration, "{}");
        Assert.Contains("no version to go back to", await UpdateAsync(4, _machine.Published("1.0.0", ready: false)), StringComparison.Ordinal);
        Assert.Equal("1.0.0", _machine.Link("current"));
    }

    [Fact]
    public async Task WhereNeitherIsReady_ThatIsSaid()
    {
        Assert.Equal(0, (await _machine.InstallAsync(_machine.Published("1.0.0", ready: false))).ExitCode);
        Assert.Contains("what is wrong is not the version", await UpdateAsync(4, _machine.Published("1.1.0", ready: false)), StringComparison.Ordinal);
        Assert.Equal("1.0.0", _machine.Link("current"));
    }

    [Fact]
    public async Task AVersionThatRefusesTheConfiguration_IsNeverStarted_AndLeavesNothing()
    {
        await InstallAsync("1.0.0");
        var output = await UpdateAsync(1, _machine.Published("2.0.0", accepts: false));
        Assert.Contains("Camera:Lens: unknown key", output, StringComparison.Ordinal);
        Assert.Equal(("1.0.0", ""), (_machine.Link("current"), _machine.RunningVersion));
        Assert.Equal(["1.0.0"], _machine.Versions);
    }

    [Fact]
    public async Task TheSameVersionAgain_LiesBesideTheOneThatRuns()
    {
        await InstallAsync("1.0.0");
        await UpdateAsync(0, _machine.Published("1.0.0"));
        Assert.Equal(("1.0.0-2", "1.0.0"), (_machine.Link("current"), _machine.Link("previous")));
    }

    [Fact]
    public async Task OldVersions_AreCleared_ButNeverTheOneThatRunsOrTheOneBefore()
    {
        await InstallAsync("1.0.0");
        for (var n = 1; n <= 6; n++) await UpdateAsync(0, _machine.Published($"1.{n}.0"));
        Assert.Equal(4, _machine.Versions.Count());
        Assert.Contains("1.6.0", _machine.Versions);
        Assert.Contains("1.5.0", _machine.Versions);
    }

    public void Dispose() => _machine.Dispose();

    private async Task InstallAsync(string version)
    {
        var (code, output) = await _machine.InstallAsync(_machine.Published(version));
        Assert.True(code == 0, output);
    }

    private async Task<string> UpdateAsync(int expected, params string[] arguments)
    {
        var (code, output) = await _machine.UpdateAsync(arguments);
        Assert.True(code == expected, $"exit code {code}: {output}");
        return output;
    }
}
