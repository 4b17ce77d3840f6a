using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

[Collection("browser")]
public sealed partial class DashboardLiveTests(Browser browser)
{
    [Fact]
    public async Task LivePicture_Moves_MaskAndClassesCanBeSwitched_AndTheBrowserHasNoComplaint()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        await PublishUntilShownAsync(host, page, Scene.Drawn(0), 1);
        var first = await page.PixelsAsync("#live-canvas");
        await PublishUntilShownAsync(host, page, Scene.Drawn(9), 2);
        var second = await page.PixelsAsync("#live-canvas");
        Assert.NotEqual(first, second);

        // The scene stands still from here: what changes now, changes by the operator's hand.
        await page.Locator("#live-mask").ClickAsync();
        var bare = await page.PixelsAsync("#live-canvas");
        Assert.NotEqual(second, bare);
        await page.Page.Keyboard.PressAsync("m");
        Assert.Equal(second, await page.PixelsAsync("#live-canvas"));
        await page.Locator("#legend .legend-row").Filter(new() { HasText = "road" }).ClickAsync();
        await page.Page.Mouse.MoveAsync(5, 5);
        await page.Page.EvaluateAsync("document.activeElement.blur()");
        var roadless = await page.PixelsAsync("#live-canvas");
        Assert.NotEqual(second, roadless);
        Assert.NotEqual(bare, roadless);
        await page.Page.Keyboard.PressAsync("]");
        Assert.NotEqual(roadless, await page.PixelsAsync("#live-canvas"));

        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, url => Assert.StartsWith(host.Address.ToString(), url.Replace("ws:", "http:", StringComparison.Ordinal)));
    }

    // An event opened at once, a tab switched to and fro: the connection of the live picture is let go before it stands.
    [Fact]
    public async Task LivePictureLeftWhileItConnects_IsNoComplaint_AndComesBack()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        await page.Page.EvaluateAsync(
            """
            () => {
              for (const shown of [false, true, false, true]) {
                document.querySelector('#live').style.display = shown ? '' : 'none';
                document.dispatchEvent(new Event('visibilitychange'));
              }
            }
            """);
        await PublishUntilShownAsync(host, page, Scene.Drawn(0), 1);
        await page.Page.EvaluateAsync("() => { document.querySelector('#live').style.display = 'none'; document.dispatchEvent(new Event('visibilitychange')); }");
        await UntilWantedAsync(host, wanted: false);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task MaskColours_AreTheClassColours_AtTheRightPlace()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        for (var i = 0; i < 5; i++) await page.Page.Keyboard.PressAsync("]");
        await PublishUntilShownAsync(host, page, Scene.Drawn(0), 1);
        // Road #7d5fb2 at 165/255 over grey asphalt: far more blue than green. Trees #5c9e4a: green leads.
        var road = await page.ColorAtAsync("#live-canvas", 0.5, 0.95);
        Assert.True(road[2] > road[1] + 25, string.Join(' ', road));
        var tree = await page.ColorAtAsync("#live-canvas", 0.05, 0.45);
        Assert.True(tree[1] > tree[0] + 25 && tree[1] > tree[2] + 25, string.Join(' ', tree));
    }

    [Fact]
    public async Task AModelWithTwoHeads_ShowsBoth_AndEitherAlone()
    {
        await using var host = await DashboardHost.StartAsync();
        host.State.Current = FakeDashboardState.Healthy() with
        {
            Heads =
            [
                new("drivable", [new(0, "background", "#000000"), new(1, "drivable", "#2fbf71")]),
                new("lane", [new(0, "background", "#000000"), new(1, "lane", "#ff4fd8")]),
            ],
        };
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        host.Frames.Publish(TwoHeads(Scene.Drawn(0)));
        await page.Locator("#live-canvas[data-frame='1']").WaitForAsync();
        var both = await page.PixelsAsync("#live-canvas");
        await page.Locator(".head-switch").First.ClickAsync();
        var lanes = await page.PixelsAsync("#live-canvas");
        await page.Locator(".head-switch").Last.ClickAsync();
        var none = await page.PixelsAsync("#live-canvas");
        Assert.Equal(3, new[] { both, lanes, none }.Distinct().Count());
        // The background veils nothing until it is asked for: without both heads only the picture is left.
        await page.Locator("#live-mask").ClickAsync();
        Assert.Equal(none, await page.PixelsAsync("#live-canvas"));
    }

    [Fact]
    public async Task Header_ShowsTheDevice_AndDegradedHealthWithItsReason()
    {
        await using var host = await DashboardHost.StartAsync();
        host.State.Current = FakeDashboardState.Healthy() with
        {
            Broker = new BrokerStatus(false, "127.0.0.1:1883: refused"),
            Health = new HealthStatus(HealthState.Degraded, ["Broker away for 42 s"]),
        };
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#place")).ToContainTextAsync("rover-07");
        await Assertions.Expect(page.Locator("#health")).ToHaveTextAsync("Degraded");
        await Assertions.Expect(page.Locator("#pill-broker")).ToHaveTextAsync("Broker offline");
        await Assertions.Expect(page.Locator("#notices")).ToContainTextAsync("Broker away for 42 s");
        await page.Locator("#health").ClickAsync();
        await Assertions.Expect(page.Locator("#system")).ToContainTextAsync("127.0.0.1:1883: refused");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task FlagThisFrame_AsksTheDevice()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await page.Locator("#trigger").ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("next frame will be flagged");
        Assert.Equal(1, host.State.Triggers);
        host.State.AcceptsTriggers = false;
        await Assertions.Expect(page.Locator("#trigger")).ToBeEnabledAsync();
        await page.Locator("#trigger").ClickAsync();
        await Assertions.Expect(page.Locator(".toast[data-kind=warn]")).ToContainTextAsync("delivers no frames");
    }

    [Fact]
    public async Task WhenTheDeviceGoes_ThePageSaysSo_AndComesBackWithIt()
    {
        var host = await DashboardHost.StartAsync();
        var (port, state) = (host.Address.Port, host.State);
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        await PublishUntilShownAsync(host, page, Scene.Drawn(0), 1);
        await host.DisposeAsync();
        await Assertions.Expect(page.Locator("#notices")).ToContainTextAsync("Connection to the device lost");
        await Assertions.Expect(page.Locator("#live-message")).ToContainTextAsync(LastPicture());
        await Assertions.Expect(page.Locator("#live-stage")).ToHaveAttributeAsync("data-state", "stale");
        await Assertions.Expect(page.Locator("#health")).ToHaveTextAsync("Health unknown");

        await using var again = await DashboardHost.StartAsync(port, state);
        var sample = SampleEvent.Of(Scene.Drawn(2));
        sample.AddTo(again.Archive);
        await page.Locator("#notices button").ClickAsync();
        await Assertions.Expect(page.Locator("#notices")).ToBeEmptyAsync();
        await Assertions.Expect(page.Locator($"a.row[data-id='{sample.Id}']")).ToBeVisibleAsync();
        // One picture alone is old before a busy machine looks at it.
        await using var pump = new LivePump(again.Frames, [Scene.Drawn(3)]);
        await Assertions.Expect(page.Locator("#live-stage")).ToHaveAttributeAsync("data-state", "live");
    }

    [Fact]
    public async Task AHiddenPicture_IsNotAskedFor()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(0));
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        await page.Locator($"a.row[data-id='{sample.Id}']").ClickAsync();
        await UntilWantedAsync(host, wanted: false);
        await page.Page.Keyboard.PressAsync("Escape");
        await UntilWantedAsync(host);
    }

    [Fact]
    public async Task OfSeveralCameras_OneIsChosen_AndOnlyThatOneIsEncoded()
    {
        var state = new FakeDashboardState { Current = FakeDashboardState.Healthy() with { Cameras = [new("front", null), new("rear", "Camera 'rear' is away."), new("left", null)] } };
        await using var host = await DashboardHost.StartAsync(state: state, cameras: ["front", "rear", "left"]);
        await using var page = await browser.OpenAsync(host.Address);
        await UntilWantedAsync(host);
        await PublishUntilShownAsync(host, page, Scene.Drawn(0), 1);
        Assert.Equal(["front", "rear (no pictures)", "left"], await page.Locator("#live-choice option").AllTextContentsAsync());

        await page.Locator("#live-choice").SelectOptionAsync("left");
        await UntilWantedAsync(host, wanted: false);
        var left = host.Services.GetRequiredService<LiveFrames>().Of("left")!;
        await Eventually.TrueAsync(() => left.Wanted, "the left camera is watched");
        left.Publish(LivePump.PictureOf(Scene.Drawn(9), 7, "left"));
        await page.Locator("#live-canvas[data-frame='7']").WaitForAsync();
        Assert.Equal("left", await page.Locator("#live-camera").TextContentAsync());
        Assert.Empty(page.Complaints);
    }

    private static Task UntilWantedAsync(DashboardHost host, bool wanted = true) =>
        Eventually.TrueAsync(() => host.Frames.Wanted == wanted, wanted ? "somebody watches" : "nobody watches");

    private static async Task PublishUntilShownAsync(DashboardHost host, BrowserPage page, Scene scene, long number)
    {
        host.Frames.Publish(LivePump.PictureOf(scene, number));
        await page.Locator($"#live-canvas[data-frame='{number}']").WaitForAsync();
    }

    private static LivePicture TwoHeads(Scene scene)
    {
        LiveHead Head(string name) => new(name, [new(0, "background", 0.7, 0.99), new(1, name, 0.3, 0.9)]);
        byte[] Mask(byte wanted, byte r, byte g, byte b) => SamplePng.Encode(
            scene.Indices.Select(i => (byte)(i == wanted ? 1 : 0)).ToArray(), scene.MaskWidth, scene.MaskHeight, [(0, 0, 0), (r, g, b)]);
        var report = new LiveReport("front", 1, DateTimeOffset.UtcNow, scene.Width, scene.Height, 12,
            [Head("drivable"), Head("lane")], [], new LiveLatency(1, 9, 1, 11));
        return new LivePicture(JsonSerializer.SerializeToUtf8Bytes(report, DashboardJson.Default.LiveReport), scene.Jpeg,
            [Mask(SceneClasses.Road, 47, 191, 113), Mask(SceneClasses.Car, 255, 79, 216)]);
    }

    [GeneratedRegex(@"Last picture \d+ s ago")]
    private static partial Regex LastPicture();
}
