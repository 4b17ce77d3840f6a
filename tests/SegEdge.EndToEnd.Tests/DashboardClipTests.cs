using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>How the page and the API offer the video around a flagged frame.</summary>
[Collection("browser")]
public sealed class DashboardClipTests(Browser browser) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnEventWithAClip_HasItsVideoToDownload()
    {
        var sample = SampleEvent.Of(Scene.Drawn(4));
        sample.Json["clip"] = new JsonObject { ["state"] = "recording", ["id"] = sample.Id };
        var path = _folder.File($"{sample.Id}.ts");
        File.WriteAllBytes(path, TransportPackets.Tables());
        await using var host = await DashboardHost.StartAsync(services: s => s.AddSingleton<IEventClips>(new Clips { Whole = { [sample.Id] = path } }));
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "Download the video" }).ClickAsync());
        Assert.Equal($"{sample.Id}.ts", download.SuggestedFilename);
        Assert.Equal(TransportPackets.Tables(), File.ReadAllBytes(await download.PathAsync()));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task AnEventWithoutAClip_SaysWhy()
    {
        var sample = SampleEvent.Of(Scene.Drawn(4));
        sample.Json["clip"] = new JsonObject { ["state"] = "none", ["reason"] = "the source has no encoded packets" };
        await using var host = await DashboardHost.StartAsync();
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await Assertions.Expect(page.Locator(".viewer-side")).ToContainTextAsync("the source has no encoded packets");
        Assert.Equal(0, await page.Page.GetByRole(AriaRole.Link, new() { Name = "Download the video" }).CountAsync());
    }

    [Fact]
    public async Task AClip_IsWhole_OrBeingWritten_OrNotHere()
    {
        var path = _folder.File("A.ts");
        File.WriteAllBytes(path, TransportPackets.Tables());
        var clips = new Clips { Whole = { ["A"] = path, ["GONE"] = _folder.File("gone.ts") }, Open = { "B" } };
        await using var host = await DashboardHost.StartAsync(services: s => s.AddSingleton<IEventClips>(clips));
        using var http = host.Client();
        using var whole = await http.GetAsync("api/events/A/clip", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "video/mp2t", 376L), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType, whole.Content.Headers.ContentLength!.Value));
        using var open = await http.GetAsync("api/events/B/clip", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, open.StatusCode);
        Assert.NotNull(open.Headers.RetryAfter);
        foreach (var id in new[] { "C", "GONE", "..%2F..%2Fetc%2Fpasswd" })
        {
            using var absent = await http.GetAsync($"api/events/{id}/clip", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        }
        await using var hub = await DashboardHost.StartAsync();
        using var other = hub.Client();
        using var elsewhere = await other.GetAsync("api/events/A/clip", TestContext.Current.CancellationToken);
        Assert.Contains("stay on the device", await elsewhere.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Clips : IEventClips
    {
        public Dictionary<string, string> Whole { get; } = [];

        public HashSet<string> Open { get; } = [];

        public string? Find(string eventId) => Whole.GetValueOrDefault(eventId);

        public bool IsBeingWritten(string eventId) => Open.Contains(eventId);
    }
}
