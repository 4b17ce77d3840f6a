using System.Text.Json;
using SegEdge.EndToEnd.Tests.Thermal;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>What the doctor says of a good machine, and of one with a fault in each place.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private static readonly string[] Checks = ["configuration", "runtime", "opencv", "model", "provider", "camera", "clips", "gpio", "broker", "disk", "clock", "heat", "power"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task AGoodMachine_IsToldSo_WithWhatWasFound()
    {
        using var sensors = new FakeSysfs();
        var (code, output, errors) = await ExamineAsync($"Thermal:Root={sensors.Root}", "Thermal:Enabled=true", "Outbox:CapBytes=1048576");
        Assert.True(code == 0, output + errors);
        foreach (var check in Checks) Assert.Contains($" {check} ", output, StringComparison.Ordinal);
        Assert.Contains("good    runtime        ONNX Runtime 1.", output, StringComparison.Ordinal);
        Assert.Contains("good    opencv         OpenCV 4.", output, StringComparison.Ordinal);
        Assert.Contains("3 zones, hottest cpu-thermal at 40.0 °C", output, StringComparison.Ordinal);
        Assert.Contains("unused  gpio           off (Gpio:Enabled)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("bad ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachFault_IsNamed_WithItsFix_AndNoneHidesAnother()
    {
        using var sensors = new FakeSysfs();
        sensors.OverCurrent(true);
        File.WriteAllText(_folder.File("file"), "");
        var (code, output, errors) = await ExamineAsync("--json", "Nonsense:Key=1", "Model:Path=/nowhere/model.onnx", "Camera:Source=/nowhere/film.mp4", "Gpio:Enabled=true", "Gpio:Chip=no-such-chip", "Gpio:Safe:Line=1",
            "Broker:Embedded=false", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={FreePort.Find()}", $"Outbox:Folder={_folder.File("file")}/outbox", $"Thermal:Root={sensors.Root}");
        Assert.True(code == 3, output + errors);
        var findings = JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("check").GetString()!);
        Assert.Equal(Checks, findings.Keys);
        foreach (var check in (string[])["configuration", "model", "provider", "camera", "gpio", "broker", "disk"]) Assert.Equal("bad", findings[check].GetProperty("verdict").GetString());
        Assert.Equal(("unwise", "good"), (findings["heat"].GetProperty("verdict").GetString(), findings["runtime"].GetProperty("verdict").GetString()));
        Assert.All(findings.Values, f => Assert.Equal(f.GetProperty("verdict").GetString() is "bad" or "unwise", f.TryGetProperty("fix", out _)));
        Assert.Contains("/nowhere/model.onnx", findings["model"].GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Contains("/nowhere/film.mp4", findings["camera"].GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output, string Errors)> ExamineAsync(params string[] arguments)
    {
        string[] settings = [$"Broker:Port={FreePort.Find()}", $"Outbox:Folder={_folder.File("outbox")}", .. arguments.Where(a => !a.StartsWith("--", StringComparison.Ordinal))];
        return SegEdgeProcess.RunAsync(null, ["doctor", .. arguments.Where(a => a.StartsWith("--", StringComparison.Ordinal)), .. settings.SelectMany(s => new[] { "--set", s })]);
    }
}
