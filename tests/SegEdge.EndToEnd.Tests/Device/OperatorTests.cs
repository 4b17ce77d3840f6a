using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>The demo as an operator meets it: the real program in a real browser.</summary>
[Collection(Alone.Name)]
public sealed partial class OperatorTests(Browser browser)
{
    private const string Live = "#live-canvas", Flagged = "#viewer-canvas";

    [Fact]
    public async Task Demo_ShowsMovingPictures_AndAnExplainedFlaggedFrameWhoseLayersSwitch()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        using var folder = new TemporaryFolder();
        await using var demo = SegEdgeProcess.Start(null, "demo", "--port", $"{address.Port}", "--set", "Camera:FramesPerSecond=10",
            "--set", $"Outbox:Folder={folder.File("outbox")}", "--set", $"Hub:Folder={folder.File("hub")}");
        await Eventually.TrueAsync(() => demo.HasExited || demo.Output.Contains(address.ToString(), StringComparison.Ordinal), "the demo names its dashboard");
        Assert.False(demo.HasExited, demo.Errors);
        var id = await FirstExplainedAsync(address);

        await using var page = await browser.OpenAsync(address);
        await page.Page.WaitForFunctionAsync($"() => document.querySelector('{Live}').width > 0 && document.querySelectorAll('a.row').length > 0");
        var first = await page.PixelsAsync(Live);
        await Eventually.TrueAsync(() => page.PixelsAsync(Live).GetAwaiter().GetResult() != first, "the live picture moves");

        await page.Locator($"a.row[data-id='{id}']").ClickAsync();
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        var all = await page.PixelsAsync(Flagged);
        await page.Locator("#viewer-heat").ClickAsync();
        var heatless = await page.PixelsAsync(Flagged);
        await page.Locator("#viewer-mask").ClickAsync();
        var bare = await page.PixelsAsync(Flagged);

        Assert.Equal(3, new[] { all, heatless, bare }.Distinct().Count());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Demo_HasAHub_AtWhichItsFramesAreReviewedWithTheAccountThatItPrinted()
    {
        using var home = new TemporaryFolder();
        // What was flagged while there was no hub must not look like a loss at this one.
        var (code, _, errors) = await SegEdgeProcess.RunAsync(home.Path, "demo", "--headless", "--frames", "60", "--port", $"{FreePort.Find()}", "--set", "Flags:0:Kind=EveryNth", "--set", "Flags:0:Every=20");
        Assert.True(code == 0, errors);
        await using var demo = SegEdgeProcess.Start(home.Path, "demo", "--port", $"{FreePort.Find()}", "--set", "Camera:FramesPerSecond=10");
        Match? printed = null;
        await Eventually.TrueAsync(() => demo.HasExited || (printed = Printed().Match(demo.Output)).Success, "the demo names its review site");
        Assert.False(demo.HasExited, demo.Errors);
        var site = new Uri(printed!.Groups[1].Value);
        await Eventually.TrueAsync(() => Listens(site), "the hub listens");
        await using var page = await browser.OpenAsync(site);
        await page.Locator("#sign-in-user").FillAsync(printed.Groups[2].Value);
        await page.Locator("#sign-in-password").FillAsync(printed.Groups[3].Value);
        await page.Page.Keyboard.PressAsync("Enter");
        var first = page.Locator("a.row img").First; // the picture follows its event
        await first.WaitForAsync(new() { Timeout = (float)Eventually.Patience.TotalMilliseconds });
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("Enter");
        await Microsoft.Playwright.Assertions.Expect(page.Locator("#review-confirm")).ToBeEnabledAsync();
        await page.Page.Keyboard.PressAsync("c");
        await Microsoft.Playwright.Assertions.Expect(page.Locator("a.row[data-review=reviewed]")).ToHaveCountAsync(1);
        await page.Page.GotoAsync(new Uri(site, "#/devices").ToString());
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".device-card")).ToContainTextAsync("0 named lost, 0 unanswered", new() { Timeout = (float)Eventually.Patience.TotalMilliseconds }); // the ledger follows in seconds
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".device-card")).Not.ToContainTextAsync("being asked for");
        await page.Page.GotoAsync(new Uri(site, "#/wall").ToString());
        await TheWallIsLiveAsync(page);
        Assert.Empty(page.Complaints);
    }

    private static async Task TheWallIsLiveAsync(BrowserPage page)
    {
        var button = page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Live masks" });
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".wall-live")).ToHaveCountAsync(0);
        await button.ClickAsync();
        var live = page.Locator(".wall-live[data-state=live]");
        await Microsoft.Playwright.Assertions.Expect(live).ToHaveCountAsync(1, new() { Timeout = (float)Eventually.Patience.TotalMilliseconds });
        // Masks that change: the simulated camera drives.
        string? before = await PixelsAsync(page), now = null;
        await Eventually.TrueAsync(async () => (now = await PixelsAsync(page)) != before, "the mask moves");
        Assert.NotEqual(now, before);
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".wall-live-class").First).ToContainTextAsync("%");
        await button.ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".wall-live")).ToHaveCountAsync(0);
    }

    private static Task<string> PixelsAsync(BrowserPage page) => page.Page.EvaluateAsync<string>("() => document.querySelector('.wall-live canvas')?.toDataURL() ?? ''");

    [GeneratedRegex(@"Review +(http\S+) .*user (\S+), password (\S+)")]
    private static partial Regex Printed();

    /// <summary>The first event whose map may be believed; the weed patch comes about two seconds after the start.</summary>
    private static async Task<string> FirstExplainedAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        string? id = null;
        await Eventually.TrueAsync(() => Listens(address) && (id = Explained(http)) is not null, "an explained flagged frame");
        return id!;
    }

    private static string? Explained(HttpClient http)
    {
        var items = http.GetFromJsonAsync<JsonElement>("api/events").GetAwaiter().GetResult().GetProperty("items");
        foreach (var item in items.EnumerateArray())
        {
            var card = item.GetProperty("event");
            if (card.GetProperty("explanations")[0] is var e && e.GetProperty("status").GetString() == "ok" && e.TryGetProperty("heat", out _)
                && item.GetProperty("blobs").GetArrayLength() == card.GetProperty("blobs").GetArrayLength())
                return card.GetProperty("eventId").GetString();
        }
        return null;
    }

    // The demo names its address a moment before it listens there.
    private static bool Listens(Uri address)
    {
        try
        {
            using var probe = new System.Net.Sockets.TcpClient(address.Host, address.Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
