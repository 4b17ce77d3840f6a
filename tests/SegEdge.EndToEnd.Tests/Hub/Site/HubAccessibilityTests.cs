using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>No serious or critical finding of axe-core, in any state that only a hub's page has, in both themes.</summary>
[Collection("browser")]
public sealed class HubAccessibilityTests(Browser browser, HubAccessibilityTests.OneHub hub) : IClassFixture<HubAccessibilityTests.OneHub>
{
    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task NothingSeriousIsFound(ColorScheme scheme)
    {
        await using (var door = await browser.OpenAsync(hub.Hub.Address, scheme: scheme))
        {
            await door.Locator("#sign-in-user").WaitForAsync();
            await ScanAsync(door, "sign-in");
            await door.Locator("#sign-in-user").FillAsync("olga");
            await door.Locator("#sign-in-password").FillAsync("not the password");
            await door.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(door.Locator("#sign-in-problem")).ToContainTextAsync("wrong");
            await ScanAsync(door, "refused");
        }

        await using var page = await ReviewPage.OpenAsync(browser, hub.Hub, "olga", scheme: scheme);
        var keys = page.Page.Keyboard;
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(4);
        await ScanAsync(page, "queue");
        await page.Page.EvaluateAsync($"location.hash = '#/event/{hub.Samples[0].Id}'");
        await ReviewPage.SeenAsync(page);
        await ScanAsync(page, "frame");
        foreach (var key in new[] { "d", "w" })
        {
            await keys.PressAsync(key);
            await Assertions.Expect(page.Locator(".review-more")).ToBeVisibleAsync();
            await ScanAsync(page, key);
        }
        await keys.PressAsync("Escape");
        await page.Locator("#review-remove").ClickAsync();
        await Assertions.Expect(page.Locator("#review-remove-now")).ToBeFocusedAsync();
        await ScanAsync(page, "removal");
        await keys.PressAsync("Escape");
        await keys.PressAsync("u");
        await Assertions.Expect(page.Locator("a.row[data-review=reviewed]")).ToHaveCountAsync(1);
        await ScanAsync(page, "judged");
        await keys.PressAsync("z");
        await Assertions.Expect(page.Locator("a.row[data-review=reviewed]")).ToHaveCountAsync(0);
        await keys.PressAsync("e");
        await Assertions.Expect(page.Locator("#export")).ToBeVisibleAsync();
        await ScanAsync(page, "export");
        await keys.PressAsync("Escape");
        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("#help")).ToBeVisibleAsync();
        await ScanAsync(page, "help");

        await using var phone = await ReviewPage.OpenAsync(browser, hub.Hub, "vera", width: 390, height: 844, scheme: scheme);
        await Assertions.Expect(phone.Locator("a.row")).ToHaveCountAsync(4);
        await ScanAsync(phone, "queue on a phone");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the phone scrolls sideways");
    }

    private static async Task ScanAsync(BrowserPage page, string state)
    {
        var found = await AxeScan.FindAsync(page);
        foreach (var finding in found) TestContext.Current.TestOutputHelper?.WriteLine($"{state}: {finding}");
        Assert.DoesNotContain(found, finding => finding.IsSerious);
    }

    public sealed class OneHub : IAsyncLifetime
    {
        internal SampleEvent[] Samples { get; } = [.. new[] { "ok", "untrusted", "stale", "skipped" }.Select(status => SampleEvent.Of(Scene.Drawn(3), status))];

        internal ReviewHub Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hub = await ReviewHub.StartAsync(Samples, null, "Review:SecondShare=0");

        public ValueTask DisposeAsync() => Hub.DisposeAsync();
    }
}
