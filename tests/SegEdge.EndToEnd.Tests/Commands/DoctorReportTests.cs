using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.EndToEnd.Tests.Thermal;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>The report of an hour with a machine, from this machine.</summary>
public sealed class DoctorReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Report => _folder.File("report.md");

    [Fact]
    public async Task TheReport_HasMachineProofsRunAndEveryLineOfTheCheckList()
    {
        using var sensors = new FakeSysfs();
        var (code, output, errors) = await ExamineAsync(["--minutes", "0.1"], $"Thermal:Root={sensors.Root}", "Outbox:CapBytes=1048576", "Explain:Enabled=false", "Camera:Width=320", "Camera:Height=192");
        Assert.True(code == 0, output + errors);
        var text = await File.ReadAllTextAsync(Report, TestContext.Current.CancellationToken);
        Assert.Matches(@"\| ONNX Runtime \| 1\.\d+\.\d+, built with .*CPUExecutionProvider", text);
        Assert.Matches(@"\| cpu \| CPU; opened and proven in \d", text);
        Assert.Matches(@"\| tensorrt \| not to be had: this build of ONNX Runtime has CPUExecutionProvider", text);
        Assert.Matches(@"\| frames published \| [1-9][\d,]*: [\d.]+ fps \|", text);
        Assert.Matches(@"\| segmentation, ms \| p50 [\d.]+, p95 [\d.]+, p99 [\d.]+, most [1-9]", text);
        Assert.Matches(@"\| temperature before, °C \| .*cpu-thermal 40\.0", text);
        foreach (var item in HardwareChecklist.Items) Assert.Contains($"] {item.Text}", text, StringComparison.Ordinal);
        Assert.Matches(@"- \[x\] INA3221.*\s+\*\*found:\*\* 2 alarm files", text);
        Assert.Matches(@"- \[ \] fps, latency, temperature and memory.*\s+\*\*found:\*\* [\d.]+ fps on cpu", text); // six seconds are no ten minutes
        Assert.Contains("- [ ] TensorRT and CUDA prove themselves", text, StringComparison.Ordinal); // not here
        Assert.Contains("- [ ] `kill -9`", text, StringComparison.Ordinal); // a person's
    }

    [Fact]
    public async Task WhatKeepsTheDeviceFromRunning_IsInTheReport()
    {
        var (code, _, errors) = await ExamineAsync(["--minutes", "1"], "Model:Path=/nowhere/model.onnx");
        Assert.True(code == 3, errors);
        var text = await File.ReadAllTextAsync(Report, TestContext.Current.CancellationToken);
        Assert.Matches(@"## Run\s+Not made: .*/nowhere/model\.onnx", text);
        Assert.Matches(@"- \[ \] fps, latency, temperature and memory.*\s+\*\*found:\*\* no run: .*/nowhere/model\.onnx", text);
    }

    [Fact]
    public async Task AReportThatCannotBeWritten_IsSaidBeforeAnythingRuns()
    {
        var nowhere = _folder.File("absent/report.md");
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "doctor", "--report", nowhere, "--minutes", "60");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(nowhere, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePage_HasTheSameCheckList()
    {
        var page = File.ReadAllText(Repository.Path("docs/jetson.md"));
        Assert.Equal(HardwareChecklist.Items.Select(i => i.Text), page.Split('\n').Where(line => line.StartsWith("- [ ] ", StringComparison.Ordinal)).Select(line => line[6..]));
    }

    [Theory]
    [InlineData("LoadState=loaded\nActiveState=active\nNRestarts=0", "segedge.service is active, restarted 0 times", 0)]
    [InlineData("LoadState=not-found\nActiveState=inactive\nNRestarts=0", "segedge.service is not installed", null)]
    [InlineData("", "segedge.service is not installed", null)]
    public void WhatSystemdSays_IsRead(string said, string expected, int? restarts) => Assert.Equal(new ServiceState(expected, restarts), ServiceState.Parse(said));

    [Fact]
    public void Percentiles_AreOfNearestRank()
    {
        var found = Percentiles.Of(Enumerable.Range(1, 200).Select(n => (double)n).Reverse());
        Assert.Equal(new Percentiles(200, 100, 190, 198, 200), found);
        Assert.Equal(default, Percentiles.Of([]));
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output, string Errors)> ExamineAsync(string[] arguments, params string[] settings) =>
        SegEdgeProcess.RunAsync(null, ["doctor", "--report", Report, .. arguments, .. ((string[])[.. settings, $"Broker:Port={FreePort.Find()}", $"Dashboard:Port={FreePort.Find()}", $"Outbox:Folder={_folder.File("outbox")}"])
            .SelectMany(setting => new[] { "--set", setting })]);
}
