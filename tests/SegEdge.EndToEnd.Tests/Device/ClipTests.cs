using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SegEdge.Camera;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The whole service before a network camera: a flagged frame leaves a video behind.</summary>
[Collection(Alone.Name)]
public sealed class ClipTests : IDisposable
{
    private static readonly PictureSize Size = new(320, 192);
    private static readonly HttpClient Http = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFlaggedFrame_LeavesAClip_ThatSurvivesARestart()
    {
        await using var server = await RtspServer.StartAsync(Size);
        string id;
        byte[] whole;
        await using (var device = await DeviceProcess.StartAsync(Settings(server, pre: 2, post: 2)))
        {
            // There must be so many seconds before it.
            await Eventually.TrueAsync(async () => await MetricAsync(device, "segedge_frames_received_total", "stage=\"capture\"") > 4 * server.FramesPerSecond, "the camera has been on for 4 s");
            await device.TriggerAsync();
            var flagged = await EventAsync(device);
            id = flagged.GetProperty("eventId").GetString()!;
            Assert.Equal(("recording", id), (flagged.GetProperty("clip").GetProperty("state").GetString(), flagged.GetProperty("clip").GetProperty("id").GetString()));
            whole = await ClipAsync(device, id);
            File.WriteAllBytes(_folder.File("seen.ts"), whole);
            var clip = ClipVideo.Decode(_folder.File("seen.ts"), Size).AssertPlays();
            // Both processes read the machine's monotonic clock. The picture was made a little before it was read.
            var captured = flagged.GetProperty("capture").GetProperty("monoNs").GetInt64() / 1_000_000;
            Assert.True(clip.Stamps[0] <= captured - 2000, $"begins {captured - clip.Stamps[0]} ms before");
            Assert.True(clip.Stamps[^1] >= captured + 1000, $"ends {clip.Stamps[^1] - captured} ms after");
            Assert.Contains(clip.Stamps, stamp => stamp <= captured && stamp > captured - 1000);

            using var range = new HttpRequestMessage(HttpMethod.Get, At(device, id)) { Headers = { Range = new RangeHeaderValue(188, 375) } };
            using var part = await Http.SendAsync(range, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(whole[188..376], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("video/mp2t", part.Content.Headers.ContentType!.MediaType);
            using var absent = await Http.GetAsync(At(device, "..%2Fsecret"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);

            Assert.Equal((1.0, 1.0, 0.0), (await MetricAsync(device, "segedge_clips_stored"), await MetricAsync(device, "segedge_clips_written_total"), await MetricAsync(device, "segedge_clips_errors_total")));
            Assert.Equal(whole.Length, await MetricAsync(device, "segedge_clips_size_bytes"));
            device.Process.Terminate();
            var (code, output, errors) = await device.Process.EndAsync();
            Assert.True(code == 0, $"exit code {code}: {output}{errors}");
        }
        await using var again = await DeviceProcess.StartAsync(Settings(server, pre: 2, post: 2));
        Assert.Equal(whole, await ClipAsync(again, id));
    }

    [Theory, Trait("run", "long")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndedWithinAClip_TheClipPlays_AndNothingElseIsLeft(bool killed)
    {
        await using var server = await RtspServer.StartAsync(Size);
        await using (var device = await DeviceProcess.StartAsync(Settings(server, pre: 2, post: 50)))
        {
            await device.TriggerAsync();
            await Eventually.TrueAsync(() => Directory.Exists(Clips) && Directory.EnumerateFiles(Clips, "*.part").Any(part => new FileInfo(part).Length > 50_000), "a clip is being written");
            if (killed) device.Process.Kill();
            else device.Process.Terminate();
            await device.Process.EndAsync();
        }
        await using var again = await DeviceProcess.StartAsync(Settings(server, pre: 2, post: 2));
        Assert.Empty(Directory.EnumerateFiles(Clips, "*.part"));
        ClipVideo.Decode(Assert.Single(Directory.EnumerateFiles(Clips, "*.ts")), Size).AssertPlays();
        again.Process.Terminate();
        var (_, output, errors) = await again.Process.EndAsync();
        if (killed) Assert.Contains("an earlier run was writing", output + errors);
        else Assert.DoesNotContain("an earlier run was writing", output + errors);
    }

    [Fact]
    public async Task ASourceWithoutPackets_IsSaidToHaveNone()
    {
        await using var device = await DeviceProcess.StartAsync([.. Common(pre: 1, post: 1), "Camera:Source=simulated", "Camera:FramesPerSecond=10", "Camera:Width=320", "Camera:Height=192"]);
        var reasons = (await device.ReadyAsync()).GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString());
        Assert.Contains(reasons, reason => reason!.StartsWith("clips: the source has no encoded packets", StringComparison.Ordinal));
        await device.TriggerAsync();
        var clip = (await EventAsync(device)).GetProperty("clip");
        Assert.Equal("none", clip.GetProperty("state").GetString());
        Assert.StartsWith("the source has no encoded packets", clip.GetProperty("reason").GetString());
    }

    private string Clips => _folder.File("clips");

    private string[] Common(double pre, double post) =>
    [
        "Explain:Enabled=false", "Flags:0:Kind=Trigger", "Flags:0:Name=trigger", "Clips:Enabled=true", "Clips:KeepPrivatePixels=true", $"Clips:Folder={Clips}",
        FormattableString.Invariant($"Clips:PreSeconds={pre}"), FormattableString.Invariant($"Clips:PostSeconds={post}"),
    ];

    private string[] Settings(RtspServer server, double pre, double post) =>
        [.. Common(pre, post), $"Camera:Source={server.Url}", $"Camera:Width={Size.Width}", $"Camera:Height={Size.Height}"];

    private static Uri At(DeviceProcess device, string id) => new(device.Dashboard, $"api/events/{id}/clip");

    private static async Task<JsonElement> EventAsync(DeviceProcess device)
    {
        JsonElement[] items = [];
        await Eventually.TrueAsync(async () =>
        {
            var page = await Http.GetFromJsonAsync<JsonElement>(new Uri(device.Dashboard, "api/events"), TestContext.Current.CancellationToken);
            items = [.. page.GetProperty("items").EnumerateArray()];
            return items.Length > 0;
        }, "the event arrives");
        return items[0].GetProperty("event");
    }

    // 503 while it is written.
    private static async Task<byte[]> ClipAsync(DeviceProcess device, string id)
    {
        byte[] clip = [];
        var last = "";
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await Http.GetAsync(At(device, id), TestContext.Current.CancellationToken);
            clip = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            last = $"{answer.StatusCode} {(answer.IsSuccessStatusCode ? "" : System.Text.Encoding.UTF8.GetString(clip))}";
            return answer.IsSuccessStatusCode;
        }, () => $"the clip can be fetched: {last}");
        return clip;
    }

    private static async Task<double> MetricAsync(DeviceProcess device, string name, string label = "") =>
        MetricsTests.Value(await Http.GetStringAsync(new Uri(device.Dashboard, "metrics"), TestContext.Current.CancellationToken), name, label);
}
