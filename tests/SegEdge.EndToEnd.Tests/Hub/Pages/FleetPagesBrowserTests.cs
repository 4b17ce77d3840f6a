using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Hub;
using SegEdge.EdgeHost.Hub.Pages;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Pages;

/// <summary>The pages of a site in a real browser.</summary>
[Collection("browser")]
public sealed class FleetPagesBrowserTests(Browser browser, SimulatedSite site)
{
    private const string Attack = "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>";

    public static TheoryData<FleetPage, ColorScheme> PagesAndThemes
    {
        get
        {
            var all = new TheoryData<FleetPage, ColorScheme>();
            foreach (var page in FleetPage.All)
                foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light]) all.Add(page, scheme);
            return all;
        }
    }

    public static TheoryData<FleetPage> Pages => [.. FleetPage.All];

    [Theory]
    [MemberData(nameof(PagesAndThemes))]
    public async Task NothingSeriousIsFoundByAxe(FleetPage page, ColorScheme scheme)
    {
        await using var host = await site.ServeAsync();
        await using var opened = await OpenAsync(host, page, 1440, 900, scheme);
        foreach (var fold in await opened.Locator("#page details > summary").AllAsync()) await fold.ClickAsync();
        var found = await AxeScan.FindAsync(opened);
        foreach (var finding in found) TestContext.Current.TestOutputHelper?.WriteLine(finding.ToString());
        Assert.DoesNotContain(found, one => one.IsSerious);
        Assert.Empty(opened.Complaints);
    }

    [Theory, Trait("run", "long")]
    [MemberData(nameof(Pages))]
    public async Task NoSize_ScrollsSideways(FleetPage page)
    {
        await using var host = await site.ServeAsync();
        foreach (var (name, width, height) in FleetPage.Sizes.Append(("narrow", 320, 640)))
        {
            await using var opened = await OpenAsync(host, page, width, height);
            var over = await opened.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth - innerWidth, document.querySelector('#page').scrollWidth - document.querySelector('#page').clientWidth)");
            Assert.True(over <= 0, $"{page.Name} at {name}: {over} px too wide");
        }
    }

    [Fact]
    public async Task ByKeyboardAlone_FromTheQueueToADeviceAndBack_AndThroughTheFilters()
    {
        await using var host = await site.ServeAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await page.Locator("#site-nav a").First.WaitForAsync();
        await TabToAsync(page, "document.activeElement.dataset.page === 'devices'");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Locator(".device-card").First.WaitForAsync();
        await TabToAsync(page, "document.activeElement.matches('.device-name')");
        Assert.True(await page.Page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.activeElement.closest('.device-card')).outlineWidth)") >= 2);
        await page.Page.Keyboard.PressAsync("Enter");
        // Those that need somebody come first.
        await Assertions.Expect(page.Locator("#page h1")).ToContainTextAsync("rover-004");
        await Assertions.Expect(page.Locator("#page h1")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#page")).ToContainTextAsync("named lost, 0 unanswered");
        await Assertions.Expect(page.Locator("#page")).ToContainTextAsync("Each record follows the one before it.");

        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Locator(".device-card").First.WaitForAsync();
        await TabToAsync(page, "document.activeElement.dataset.page === 'fleet'", backwards: true);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Locator(".heat-figure").First.WaitForAsync();
        var all = await page.Locator(".fleet-tiles dd strong").First.TextContentAsync();
        await TabToAsync(page, "document.activeElement.id === 'fleet-class'");
        await page.Page.Keyboard.TypeAsync("person");
        await Assertions.Expect(page.Locator(".fleet-tiles dd strong").First).Not.ToHaveTextAsync(all!);
        await Assertions.Expect(page.Locator("#fleet-class")).ToBeFocusedAsync();
        Assert.Contains("class=person", page.Page.Url, StringComparison.Ordinal);
        // The queue's keys move nothing that is not seen.
        await page.Page.EvaluateAsync("document.activeElement.blur()");
        await page.Page.Keyboard.PressAsync("f");
        Assert.Equal(0, host.State.Triggers);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task EveryChart_HasATitleADescriptionAndATableOfTheSameFigures()
    {
        await using var host = await site.ServeAsync();
        await using var page = await OpenAsync(host, FleetPage.All.Single(one => one.Name == "fleet"), 1440, 900);
        var charts = page.Locator(".chart-figure:has(svg.chart)");
        Assert.Equal(4, await charts.CountAsync());
        foreach (var chart in await charts.AllAsync())
        {
            Assert.NotEmpty((await chart.Locator("svg.chart > title").TextContentAsync())!);
            Assert.NotEmpty((await chart.Locator("svg.chart > desc").TextContentAsync())!);
            await chart.Locator("summary").ClickAsync();
            await Assertions.Expect(chart.Locator("tbody tr").First).ToBeVisibleAsync();
            // A week of hours, the one that it begins in and the one that it ends in.
            Assert.InRange(await chart.Locator("tbody tr").CountAsync(), SimulatedSite.Hours, SimulatedSite.Hours + 1);
        }
    }

    [Fact]
    public async Task ADevicesOwnDashboard_HasNoLinksToPagesThatItHasNot()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(new(host.Address, "#/fleet"));
        await page.Locator("#live").WaitForAsync();
        await page.Locator("#health[data-state=healthy]").WaitForAsync();
        await Assertions.Expect(page.Locator("#site-nav")).ToBeHiddenAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Script_InNamesThatDevicesChoose_StaysInert()
    {
        using var folder = new TemporaryFolder();
        await using var store = new EmbeddedFleetStore(folder.Path, TimeProvider.System);
        await FillWithAttacksAsync(store, site.Now);
        await using var host = await SimulatedSite.ServeAsync(store, site.Now);
        await using var page = await browser.OpenAsync(new(host.Address, "#/devices"));
        foreach (var (address, place, text) in ((string, string, string)[])
            [("#/devices", ".device-grid", "<script>"), ("#/devices/site-1/rover.2", ".device-main", "unknown"), ("#/wall", ".wall", "<script>"), ("#/fleet", ".camera-table", "<script>")])
        {
            await page.Page.GotoAsync(new Uri(host.Address, address).ToString());
            await Assertions.Expect(page.Locator(place)).ToContainTextAsync(text);
        }

        await page.Page.GotoAsync(new Uri(host.Address, $"#/devices/{Uri.EscapeDataString(Attack)}/{Uri.EscapeDataString(Attack)}").ToString());
        await page.Locator("#page [role=alert]").WaitForAsync();
        Assert.False(await page.Page.EvaluateAsync<bool>("'attacked' in window"));
        Assert.DoesNotContain(page.Requests, url => url.EndsWith("/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LiveMasks_SwitchedOffWhileOneIsDrawn_LeaveNoTile()
    {
        await using var host = await site.ServeAsync();
        await using var page = await browser.OpenAsync(new(host.Address, "#/devices"));
        await page.Locator(".device-card").First.WaitForAsync();
        await ServeLiveMasksAsync(page);
        // A tile is drawn with the names of its classes.
        var names = new TaskCompletionSource();
        await page.Page.RouteAsync("**/api/classes?*", async route =>
        {
            await names.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = "[]" });
        });
        await page.Page.EvaluateAsync("location.hash = '#/wall'");
        await page.Locator(".wall-switch").ClickAsync();
        await page.Locator(".wall-live[data-state=live]").WaitForAsync();
        await page.Locator(".wall-switch").ClickAsync();
        await Assertions.Expect(page.Locator(".wall-live")).ToHaveCountAsync(0);
        names.SetResult();
        await page.SettleAsync();
        await Assertions.Expect(page.Locator(".wall-live")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task LiveMasks_KeepNoListenerOfTheirPauses()
    {
        await using var host = await site.ServeAsync();
        await using var page = await browser.OpenAsync(new(host.Address, "#/devices"));
        await page.Page.AddInitScriptAsync(
            """
            window.kept = 0;
            for (const [name, by] of [['addEventListener', 1], ['removeEventListener', -1]]) {
              const change = EventTarget.prototype[name];
              AbortSignal.prototype[name] = function (...all) { window.kept += by; return change.apply(this, all); };
            }
            """);
        await page.Page.ReloadAsync();
        await page.Locator(".device-card").First.WaitForAsync();
        var answers = await ServeLiveMasksAsync(page);
        await page.Page.EvaluateAsync("location.hash = '#/wall'");
        await page.Locator(".wall-switch").ClickAsync();
        await Eventually.TrueAsync(() => answers() > 20, "20 pauses have passed");
        Assert.InRange(await page.Page.EvaluateAsync<int>("window.kept"), 0, 5);
    }

    /// <summary>Two cameras, the first of those asked for, have news each time.</summary>
    /// <returns>How often they were asked for.</returns>
    private static async Task<Func<int>> ServeLiveMasksAsync(BrowserPage page)
    {
        var answers = 0;
        var mask = SamplePng.Encode(new byte[4], 2, 2, [(0, 0, 0)]);
        await page.Page.RouteAsync("**/api/pages", route => route.FulfillAsync(new() { ContentType = "application/json", Body = """["devices","fleet","wall","wall-live"]""" }));
        await page.Page.RouteAsync("**/api/wall/live?*", async route =>
        {
            var cameras = QueryHelpers.ParseQuery(new Uri(route.Request.Url).Query)["camera"].Take(2).Select(camera => camera!.Split('/'));
            var wall = new LiveWall(Interlocked.Increment(ref answers), [.. cameras.Select(camera => new LiveWallCamera(camera[0], camera[1], camera[2], null, 1, [""]))]);
            var message = LiveMessage.Encode([JsonSerializer.SerializeToUtf8Bytes(wall, HubJson.Default.LiveWall), .. wall.Cameras.Select(_ => (ReadOnlyMemory<byte>)mask)]);
            await route.FulfillAsync(new() { ContentType = "application/octet-stream", BodyBytes = message });
        });
        return () => Volatile.Read(ref answers);
    }

    private async Task<BrowserPage> OpenAsync(DashboardHost host, FleetPage page, int width, int height, ColorScheme scheme = ColorScheme.Dark)
    {
        var opened = await browser.OpenAsync(new(host.Address, page.Address), width, height, scheme);
        await page.IsReadyAsync(opened);
        return opened;
    }

    private static async Task TabToAsync(BrowserPage page, string reached, bool backwards = false)
    {
        for (var presses = 0; presses < 80; presses++)
        {
            if (await page.Page.EvaluateAsync<bool>(reached)) return;
            await page.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"80 tabs did not lead to: {reached}");
    }

    // Topics only carry ids, but cards carry any text; a store holds whatever it is given.
    private static async Task FillWithAttacksAsync(EmbeddedFleetStore store, DateTimeOffset now)
    {
        var card = Fleet.Tests.Some.Event() with
        {
            Site = Attack,
            Device = Attack,
            Capture = new() { Utc = now.AddHours(-2), MonoNs = 1, Clock = ClockSource.Ntp },
            Frame = new() { Camera = Attack, Number = 1, Width = 4, Height = 3 },
            Model = new() { Name = Attack, Version = Attack, Sha256 = new('0', 64), Provider = Attack },
            Flags = [new() { Rule = Attack, Class = Attack, Value = 1, Threshold = 0, Severity = Severity.Alert }],
        };
        await store.AppendAsync(new()
        {
            Events = [new(Fleet.FleetEvent.Of(card, now), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), [])],
            Reports = [new(Attack, Attack, ReportKind.State, "{}"u8.ToArray(), now), new("site-1", "rover.2", ReportKind.State, "not json"u8.ToArray(), now)],
        }, TestContext.Current.CancellationToken);
        await store.TidyAsync(TestContext.Current.CancellationToken);
    }
}
