using System.Text.Json;
using OpenCvSharp;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Watchdog;

/// <summary>The program itself, with a service manager that listens and without one.</summary>
public sealed class WatchedDeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ARun_SaysReadyAfterWarmUp_BeatsWhileFramesGoThrough_AndSaysThatItStops()
    {
        using var socket = new NotifySocket();
        await using var process = SegEdgeProcess.StartIn(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = socket.Address, ["WATCHDOG_USEC"] = "200000" },
            ["run", .. Settings("Camera:FramesPerSecond=20", "Camera:Width=320", "Camera:Height=192")]);
        await Eventually.TrueAsync(() => process.HasExited || socket.Beats >= 5, "five heartbeats");
        Assert.False(process.HasExited, process.Errors + process.Output);
        Assert.Equal("READY=1", socket.Heard[0]);
        process.Terminate();
        var (code, _, errors) = await process.EndAsync();
        Assert.True(code == 0, errors);
        Assert.Equal("STOPPING=1", socket.Heard[^1]);
    }

    [Fact]
    public async Task AHungInference_EndsTheProcessWithItsOwnCode_AndIsInTheAuditChain()
    {
        var pictures = Pictures(dark: 5, bright: 1);
        TinyOnnx.HangsWhenBright(64, 48).SaveTo(_folder);
        await using var process = SegEdgeProcess.Start(null, ["run", .. Settings($"Camera:Source={pictures}", $"Model:Path={_folder.Path}", "Watchdog:Segment=00:00:01", "Watchdog:CheckEvery=00:00:00.1",
            "Watchdog:Reboot:Policy=Request", "Watchdog:Reboot:AfterTrips=1", $"Watchdog:Reboot:RequestFile={_folder.File("reboot-request")}")]);
        var (code, output, errors) = await process.EndAsync();
        Assert.True(code == 4, $"exit code {code}: {errors}{output}");
        Assert.Contains("stage Segment has been at one thing for", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("reboot-request")));
        var last = JsonDocument.Parse(File.ReadLines(Path.Combine(_folder.File("outbox"), AuditFile.Name)).Last()).RootElement;
        Assert.Equal(("watchdog", "hung"), (last.GetProperty("action").GetString(), last.GetProperty("subject").GetString()));
    }

    public void Dispose() => _folder.Dispose();

    private string[] Settings(params string[] own) =>
    [
        .. new[] { "Explain:Enabled=false", $"Dashboard:Port={FreePort.Find()}", $"Broker:Port={FreePort.Find()}", $"Outbox:Folder={_folder.File("outbox")}" }.Concat(own)
            .SelectMany(setting => new[] { "--set", setting }),
    ];

    private string Pictures(int dark, int bright)
    {
        var folder = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        for (var n = 0; n < dark + bright; n++)
        {
            using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(n < dark ? 10 : 255));
            Cv2.ImWrite(Path.Combine(folder, $"{n:00}.png"), picture);
        }
        return folder;
    }
}
