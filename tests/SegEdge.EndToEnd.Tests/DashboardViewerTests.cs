using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

[Collection("browser")]
public sealed class DashboardViewerTests(Browser browser)
{
    private const string Canvas = "#viewer-canvas";

    [Fact]
    public async Task AFlaggedFrame_ShowsWhatTheEventSays_AndItsLayersSwitch()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(4), ageFrames: 6);
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        var all = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("h");
        var heatless = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("m");
        var bare = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("r");
        var picture = await page.PixelsAsync(Canvas);
        Assert.Equal(4, new[] { all, heatless, bare, picture }.Distinct().Count());
        await page.Locator("#viewer-heat").ClickAsync();
        await page.Locator("#viewer-mask").ClickAsync();
        await page.Locator("#viewer-boxes").ClickAsync();
        Assert.Equal(all, await page.PixelsAsync(Canvas));
        await page.Page.Keyboard.PressAsync("[");
        Assert.NotEqual(all, await page.PixelsAsync(Canvas));
        await page.Page.Keyboard.PressAsync("]");
        Assert.Equal(all, await page.PixelsAsync(Canvas));

        var side = page.Locator(".viewer-side");
        foreach (var text in new[]
        {
            "Low margin", "0.071", "threshold 0.15", "Why car rather than road in region #1?", "Integrated gradients", "steps 32",
            "33 runs of the model", "passed", "0.41", "deletion curve against a random map", "cached, 6 frames / 240 ms old", "62 %",
            "Saliency is not cause.", "espnet-camvid 1.2.0", "signed", "-0.9", "track 41", "17.6 ms", "212 ms",
        })
            await Assertions.Expect(side).ToContainTextAsync(text);
        await page.Locator("summary").ClickAsync();
        await Assertions.Expect(page.Locator(".raw pre")).ToContainTextAsync(sample.Id);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Heat_IsDrawnOnlyWithinItsRectangle_AndHottestInTheMiddle()
    {
        await using var host = await DashboardHost.StartAsync();
        var scene = Scene.Drawn(4);
        var sample = SampleEvent.Of(scene, keepsSign: false);
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        await page.Page.Keyboard.PressAsync("m");
        await page.Page.Keyboard.PressAsync("r");
        var x = (scene.Thing.X + (scene.Thing.Width / 2.0)) / scene.Width;
        var y = (scene.Thing.Y + (scene.Thing.Height * 0.65)) / scene.Height;
        var middle = await page.ColorAtAsync(Canvas, x, y);
        var outside = await page.ColorAtAsync(Canvas, 0.02, 0.1);
        await page.Page.Keyboard.PressAsync("h");
        Assert.Equal(outside, await page.ColorAtAsync(Canvas, 0.02, 0.1));
        var without = await page.ColorAtAsync(Canvas, x, y);
        // The top of the scale is a pale yellow: brighter than the red car in green by far.
        Assert.True(middle[1] > without[1] + 80, $"{string.Join(' ', middle)} against {string.Join(' ', without)}");
    }

    [Theory]
    [InlineData("untrusted", "Untrusted: failed its own test", "Deletion curve no better than a random map")]
    [InlineData("stale", "Stale: made for an earlier frame", "Region moved 38 px")]
    public async Task AMapThatMayNotBeBelieved_IsHiddenUntilAskedFor_AndThenHatched(string status, string title, string reason)
    {
        await using var host = await DashboardHost.StartAsync();
        var (good, bad) = (SampleEvent.Of(Scene.Drawn(4)), SampleEvent.Of(Scene.Drawn(4), status));
        good.AddTo(host.Archive);
        bad.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{good.Id}"));
        await ReadyAsync(page);
        var normal = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("h");
        var heatless = await page.PixelsAsync(Canvas);

        await page.Locator($"a.row[data-id='{bad.Id}']").ClickAsync();
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync(title);
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync(reason);
        await ReadyAsync(page);
        Assert.Equal(heatless, await page.PixelsAsync(Canvas));
        await Assertions.Expect(page.Locator(".colorbar")).ToHaveCountAsync(0);
        await page.Locator("#show-anyway").ClickAsync();
        var hatched = await page.PixelsAsync(Canvas);
        Assert.NotEqual(heatless, hatched);
        Assert.NotEqual(normal, hatched);
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("hatched map is shown at your request");

        // Asked for once is not asked for the next frame.
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("k");
        await ReadyAsync(page);
        await Assertions.Expect(page.Locator("#show-anyway")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task TwoKeysInOneTick_AreTwoSteps()
    {
        await using var host = await DashboardHost.StartAsync();
        var samples = Enumerable.Range(0, 3).Select(_ => SampleEvent.Of(Scene.Drawn(0))).ToArray();
        foreach (var sample in samples) sample.AddTo(host.Archive);
        var newestFirst = samples.Select(s => s.Id).OrderDescending(StringComparer.Ordinal).ToArray();
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{newestFirst[0]}"));
        await ReadyAsync(page);
        await PressInOneTickAsync("jj");
        await Assertions.Expect(page.Locator("a.row[aria-current=true]")).ToHaveAttributeAsync("data-id", newestFirst[2]);
        await PressInOneTickAsync("kj");
        await Assertions.Expect(page.Locator($"a.row[data-id='{newestFirst[2]}']")).ToHaveAttributeAsync("aria-current", "true");
        await PressInOneTickAsync("kk");
        await Assertions.Expect(page.Locator("a.row[aria-current=true]")).ToHaveAttributeAsync("data-id", newestFirst[0]);
        Assert.Empty(page.Complaints);

        Task PressInOneTickAsync(string keys) => page.Page.EvaluateAsync(
            "keys => { for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })) }", keys);
    }

    [Fact]
    public async Task ASkippedExplanation_SaysWhy_AndOffersNoMap()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(0), "skipped");
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("Skipped: nothing was computed");
        await Assertions.Expect(page.Locator("#explanation")).ToContainTextAsync("explain slot was busy");
        await Assertions.Expect(page.Locator("#viewer-heat")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("#show-anyway")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AStatusOfALaterVersion_IsNotTakenForGood()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(0));
        sample.Json["explanations"]![0]!["status"] = "provisional";
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("Unknown status: do not rely on it");
        await Assertions.Expect(page.Locator(".colorbar")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task BlobsThatComeLater_AppearInTheOpenFrame()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(4));
        host.Archive.AddEvent(sample.Utf8());
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("The mask has not arrived yet");
        var empty = await page.PixelsAsync(Canvas);
        foreach (var (_, type, bytes) in sample.Blobs) host.Archive.AddBlob(SampleEvent.HashOf(bytes), type, bytes);
        await Assertions.Expect(page.Locator("#viewer-heat")).ToBeEnabledAsync();
        Assert.NotEqual(empty, await page.PixelsAsync(Canvas));
        await Assertions.Expect(page.Locator(".notes")).Not.ToContainTextAsync("not arrived");
    }

    [Fact]
    public async Task APictureThatIsTakenAwayWhileItLoads_IsNotDrawn()
    {
        await using var host = await SmallMemoryAsync();
        var sample = SampleEvent.Of(Scene.Drawn(4));
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        var picture = await HeldAnswer.OfAsync(page, BlobOf(sample, "thumb"));
        await page.Locator("a.row").ClickAsync();
        await picture.GivenAsync();
        TakeBlobs(host);
        await ReadyAsync(page);
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("The picture has not arrived yet, or");
        var empty = await page.PixelsAsync(Canvas);
        await picture.ReleaseAsync();
        await page.SettleAsync();
        Assert.Equal(empty, await page.PixelsAsync(Canvas));
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("The picture has not arrived yet, or");
    }

    [Fact]
    public async Task OfBlobsThatComeOneByOne_AnEarlierAnswerTakesNothingBack()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(4));
        host.Archive.AddEvent(sample.Utf8());
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"));
        await ReadyAsync(page);
        var empty = await page.PixelsAsync(Canvas);
        var mask = await HeldAnswer.OfAsync(page, BlobOf(sample, "mask"));
        Add("mask");
        await mask.GivenAsync();
        Add("thumb");
        await Assertions.Expect(page.Locator("#viewer-mask")).ToBeEnabledAsync();
        var whole = await page.PixelsAsync(Canvas);
        Assert.NotEqual(empty, whole);
        await mask.ReleaseAsync();
        await page.SettleAsync();
        Assert.Equal(whole, await page.PixelsAsync(Canvas));
        Assert.Empty(page.Complaints);

        void Add(string kind)
        {
            var (_, type, bytes) = sample.Blobs.Single(blob => blob.Kind == kind);
            host.Archive.AddBlob(SampleEvent.HashOf(bytes), type, bytes);
        }
    }

    [Fact]
    public async Task AFrameThatIsGone_IsSaidToBeGone()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(host.Address, "#/event/01GONE"));
        await Assertions.Expect(page.Locator("#viewer")).ToContainTextAsync("This frame is no longer here");
        await page.Locator("#viewer .stage-message a").ClickAsync();
        await Assertions.Expect(page.Locator("#live")).ToBeVisibleAsync();
    }

    // Room for the blobs of one frame.
    private static Task<DashboardHost> SmallMemoryAsync() => DashboardHost.StartAsync(services: s => s.AddSingleton(new ArchiveLimits { BlobBytes = 1 << 20 }));

    private static void TakeBlobs(DashboardHost host)
    {
        var large = new byte[1 << 20];
        Assert.Equal(ArchiveOutcome.Added, host.Archive.AddBlob(SampleEvent.HashOf(large), "image/png", large));
    }

    private static string BlobOf(SampleEvent sample, string kind) => $"**/api/blobs/{SampleEvent.HashOf(sample.Blobs.Single(blob => blob.Kind == kind).Bytes)}";

    private static Task ReadyAsync(BrowserPage page) => page.Locator("#viewer[data-state=ready]").WaitForAsync();
}
