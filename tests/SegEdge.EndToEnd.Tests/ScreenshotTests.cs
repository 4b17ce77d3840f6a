using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Pictures of the page for people to look at, with real scenes. Runs where <c>SEGEDGE_SCREENSHOTS</c> names a folder.</summary>
[Collection("browser")]
public sealed class ScreenshotTests(Browser browser)
{
    private static readonly (string Name, int Width, int Height)[] Sizes =
        [("phone", 390, 844), ("laptop", 1440, 900), ("wide", 2560, 1440)];

    [Fact]
    public async Task Page_IsPhotographed_AtEverySizeInBothThemes()
    {
        if (Environment.GetEnvironmentVariable("SEGEDGE_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            Assert.Skip("Set SEGEDGE_SCREENSHOTS to the folder that is to get the pictures.");
            return;
        }
        Directory.CreateDirectory(folder);
        var camvid = SharedData.Require("data/camvid");
        var names = Directory.GetFiles(Path.Combine(camvid, "test")).Select(f => Path.GetFileNameWithoutExtension(f)!).Order().ToList();
        var scenes = names.Where((_, i) => i % 9 == 0).Take(12).Select(n => Scene.CamVid(camvid, n)).ToList();
        await using var host = await DashboardHost.StartAsync();
        var events = Fill(host.Archive, scenes);
        await using var pump = new LivePump(host.Frames, [scenes[3]], fps: 8);
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            foreach (var size in Sizes)
                await ShootAsync(host, events, scheme, size, folder);
        await OddStatesAsync(host, folder);
    }

    private async Task ShootAsync(
        DashboardHost host, Dictionary<string, string> events, ColorScheme scheme, (string, int, int) size, string folder)
    {
        var (name, width, height) = size;
        await using var page = await browser.OpenAsync(host.Address, width, height, scheme);
        await page.Locator("#live-stage[data-state=live]").WaitForAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await SaveAsync(page, folder, $"live-{name}-{scheme}", full: false);
        if (name == "phone")
        {
            await page.Locator("#tab-events").ClickAsync();
            await SaveAsync(page, folder, $"list-{name}-{scheme}", full: false);
        }
        await page.Page.GotoAsync($"{host.Address}#/event/{events["ok"]}");
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        foreach (var (key, view) in new[] { ("s", "side"), ("v", "swipe"), ("p", "patterns") })
        {
            await page.Page.Keyboard.PressAsync(key);
            await SaveAsync(page, folder, $"{view}-{name}-{scheme}", full: name == "phone");
        }
        await page.Page.Keyboard.PressAsync("v");
        await page.Page.Keyboard.PressAsync("p");
        foreach (var (state, id) in events)
        {
            if (state != "ok" && name == "wide") continue;
            await page.Page.GotoAsync($"{host.Address}#/event/{id}");
            await page.Locator("#viewer[data-state=ready]").WaitForAsync();
            await SaveAsync(page, folder, $"event-{state}-{name}-{scheme}", full: name == "phone");
        }
        if (name != "laptop") return;
        await page.Page.GotoAsync($"{host.Address}#/event/{events["untrusted"]}");
        await page.Locator("#show-anyway").ClickAsync();
        await SaveAsync(page, folder, $"event-hatched-{name}-{scheme}", full: false);
    }

    private async Task OddStatesAsync(DashboardHost host, string folder)
    {
        host.State.Current = FakeDashboardState.Healthy() with
        {
            Broker = new BrokerStatus(false, "127.0.0.1:1883: connection refused"),
            Health = new HealthStatus(HealthState.Degraded, ["Broker 127.0.0.1:1883 away for 42 s, 17 records wait in the outbox"]),
        };
        await using (var page = await browser.OpenAsync(host.Address, 1440, 900, ColorScheme.Light))
        {
            await page.Locator("#live-stage[data-state=live]").WaitForAsync();
            await page.Locator("#health").ClickAsync();
            await SaveAsync(page, folder, "degraded-laptop", full: false);
            await page.Page.Keyboard.PressAsync("Escape");
            await page.Page.Keyboard.PressAsync("?");
            await SaveAsync(page, folder, "help-laptop", full: false);
        }
        var empty = await DashboardHost.StartAsync();
        await using (var page = await browser.OpenAsync(empty.Address))
        {
            await page.Locator("#events-foot[data-state=empty]").WaitForAsync();
            await SaveAsync(page, folder, "empty-laptop", full: false);
            await using var pump = new LivePump(empty.Frames, [Scene.Drawn(0)]);
            await page.Locator("#live-stage[data-state=live]").WaitForAsync();
            await empty.DisposeAsync();
            await page.Locator("#retry-in").WaitForAsync();
            await Task.Delay(3000, TestContext.Current.CancellationToken);
            await SaveAsync(page, folder, "lost-laptop", full: false);
        }
    }

    private static Dictionary<string, string> Fill(EventArchive archive, List<Scene> scenes)
    {
        Dictionary<string, string> ids = [];
        (string? Status, string Rule, string Severity, string Class, bool Signed, int Age, string? Key)[] kinds =
        [
            (null, "periodicSample", "review", "road", true, 0, "none"), ("ok", "lowMargin", "alert", "pedestrian", true, 0, "ok"),
            ("untrusted", "rareClass", "review", "cyclist", false, 0, "untrusted"),
            ("skipped", "areaJump", "review", "car", true, 0, "skipped"),
            ("stale", "lowMargin", "alert", "car", false, 14, "stale"), ("ok", "rareClass", "review", "pedestrian", false, 6, "cached"),
            ("ok", "manual", "review", "car", true, 0, null), ("ok", "areaJump", "alert", "pedestrian", false, 0, null),
        ];
        for (var i = 0; i < 24; i++)
        {
            var kind = kinds[i % kinds.Length];
            var sample = SampleEvent.Of(scenes[i % scenes.Count], kind.Status, kind.Rule, kind.Severity, kind.Class, kind.Signed, kind.Age,
                DateTimeOffset.UtcNow.AddSeconds(-((24 - i) * 97)), withFrame: kind.Key is "cached" or "ok");
            sample.AddTo(archive);
            if (kind.Key is { } key) ids[key] = sample.Id;
        }
        return ids;
    }

    private static async Task SaveAsync(BrowserPage page, string folder, string name, bool full) =>
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = full });
}
