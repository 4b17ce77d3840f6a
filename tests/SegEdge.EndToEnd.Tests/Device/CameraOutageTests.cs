using System.Net.Http.Json;
using System.Text.Json;
using SegEdge.Camera;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The whole service before a network camera that comes and goes.</summary>
[Collection(Alone.Name)]
public sealed class CameraOutageTests
{
    private static readonly PictureSize Size = new(320, 192);

    [Fact, Trait("run", "long")]
    public Task WhateverTheCameraDoes_TheServiceWorksOn_AndKeepsNothing() => OutagesAsync(kills: 3);

    [Fact]
    [Trait("run", "long")]
    public Task HundredKillsOfTheCamera_TheServiceWorksOn_AndKeepsNothing() => OutagesAsync(kills: 100);

    [Fact]
    public async Task WithoutACamera_ItStarts_SaysSo_AndSegmentsOnceThereIsOne()
    {
        await using var server = await RtspServer.StartAsync(Size, login: "viewer:secret-1");
        await server.KillAsync();
        await using var device = await DeviceProcess.StartUntilAsync("startup", Settings(server));
        var (ready, reasons) = await ReadyAsync(device);
        Assert.False(ready);
        Assert.Contains("Camera 'front' is", reasons);
        Assert.True(device.Answers("live"));
        await Eventually.TrueAsync(async () => (await ReadyAsync(device)).Reasons.Contains("nothing listens", StringComparison.Ordinal), "the reason is said");

        await server.StartAgainAsync();
        await Eventually.TrueAsync(() => device.Answers("ready"), "frames are segmented");
        await server.KillAsync();
        await Eventually.TrueAsync(async () => (await ReadyAsync(device)).Reasons.Contains("backoff", StringComparison.Ordinal), "it waits for the camera");
        device.Process.Terminate();
        var (code, output, errors) = await device.Process.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("secret-1", output + errors + reasons);
        Assert.Contains("nothing listens", output + errors);
    }

    [Fact]
    public async Task Killed_ItLeavesNoCameraProgramBehind()
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var device = await DeviceProcess.StartAsync(Settings(server));
        var child = Assert.Single(device.Process.Children());
        server.Freeze(); // a child that writes nothing would never learn that nobody reads
        device.Process.Kill();
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{child}"), "its camera program is gone");
        server.Thaw();
    }

    private static async Task OutagesAsync(int kills)
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using var device = await DeviceProcess.StartAsync(Settings(server));
        var before = await SettledAsync(device);
        for (var kill = 0; kill < kills; kill++)
        {
            await server.KillAsync();
            await Eventually.TrueAsync(async () => !(await ReadyAsync(device)).Ready, "the outage is seen");
            Assert.True(device.Answers("live"));
            await server.StartAgainAsync();
            await SegmentsAsync(device, $"after kill {kill + 1}");
        }
        server.Freeze();
        await Eventually.TrueAsync(async () => await MetricAsync(device, "segedge_camera_stalls_total") >= 1, "a stall is counted");
        server.Thaw();
        await SegmentsAsync(device, "after a freeze");
        await server.ResizeAsync(new PictureSize(640, 384));
        await SegmentsAsync(device, "after a change of size");

        Assert.True(await MetricAsync(device, "segedge_camera_reconnects_total") >= kills);
        Assert.Equal(1, await MetricAsync(device, "segedge_camera_state", "state=\"streaming\""));
        var after = await SettledAsync(device);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills: {before.Files} open files and {before.Children} child before, {after.Files} and {after.Children} after; "
            + $"{await MetricAsync(device, "segedge_camera_restarts_total")} restarts, {await MetricAsync(device, "segedge_camera_garbage_total")} cut in a picture");
        Assert.Equal(before, after);
        Assert.False(device.Process.HasExited);
    }

    private static string[] Settings(RtspServer server) =>
    [
        $"Camera:Source={server.Url}", $"Camera:Width={Size.Width}", $"Camera:Height={Size.Height}", "Explain:Enabled=false",
        "Camera:Reconnect:StallAfter=00:00:05", "Camera:Reconnect:LongestWait=00:00:01", "Camera:Reconnect:Restarts=100000",
    ];

    private static async Task SegmentsAsync(DeviceProcess device, string when)
    {
        await Eventually.TrueAsync(async () => (await ReadyAsync(device)).Ready, $"it is ready {when}");
        var from = await MetricAsync(device, "segedge_frames_processed_total", "stage=\"publish\"");
        await Eventually.TrueAsync(async () => await MetricAsync(device, "segedge_frames_processed_total", "stage=\"publish\"") >= from + 5, $"frames are published {when}");
    }

    // Open files settle once connections of the start and of our own questions are closed: the least of some looks.
    private static async Task<(int Files, int Children)> SettledAsync(DeviceProcess device)
    {
        var least = int.MaxValue;
        for (var look = 0; look < 20; look++)
        {
            least = Math.Min(least, device.Process.OpenFiles());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        return (least, device.Process.Children().Count);
    }

    private static async Task<(bool Ready, string Reasons)> ReadyAsync(DeviceProcess device)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(device.Dashboard, "ready"), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (answer.IsSuccessStatusCode, string.Join(" ", body.GetProperty("reasons").EnumerateArray().Select(r => r.GetString())));
    }

    private static async Task<double> MetricAsync(DeviceProcess device, string name, string label = "")
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(device.Dashboard, "metrics"), TestContext.Current.CancellationToken);
        return MetricsTests.Value(text, name, label);
    }
}
