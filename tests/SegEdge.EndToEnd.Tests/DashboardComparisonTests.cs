using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Picture and overlays held against each other, and classes told apart without their colours.</summary>
[Collection("browser")]
public sealed class DashboardComparisonTests(Browser browser)
{
    private const string Canvas = "#viewer-canvas";
    private const string Plain = "#viewer-plain";

    [Fact]
    public async Task SideBySide_ShowsThePictureAlone_BesideTheOverlays()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await OpenAsync(host, SampleEvent.Of(Scene.Drawn(4)));
        var overlaid = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("s");
        await Assertions.Expect(page.Locator(Plain)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#viewer-side")).ToHaveAttributeAsync("aria-pressed", "true");
        var (left, right) = (await BoxAsync(page, Plain), await BoxAsync(page, Canvas));
        Assert.True(left.X + left.Width <= right.X);
        Assert.Equal(left.Width, right.Width, 1.0);
        Assert.Equal(overlaid, await page.PixelsAsync(Canvas));
        var plain = await page.PixelsAsync(Plain);
        Assert.NotEqual(overlaid, plain);

        // Without its overlays the other one is the same picture.
        foreach (var key in "mhr") await page.Page.Keyboard.PressAsync(key.ToString());
        Assert.Equal(plain, await page.PixelsAsync(Canvas));
        await page.Page.Keyboard.PressAsync("s");
        await Assertions.Expect(page.Locator(Plain)).ToBeHiddenAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task SideBySide_OnAPhone_PutsOneAboveTheOther()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await OpenAsync(host, SampleEvent.Of(Scene.Drawn(4)), 390, 844);
        await page.Locator("#viewer-side").ClickAsync();
        await Assertions.Expect(page.Locator(Plain)).ToBeVisibleAsync();
        var (upper, lower) = (await BoxAsync(page, Plain), await BoxAsync(page, Canvas));
        Assert.True(upper.Y + upper.Height <= lower.Y);
    }

    [Fact]
    public async Task Swipe_MovesTheDividerByKeysAndPointer_AndCoversNothingOnItsLeft()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await OpenAsync(host, SampleEvent.Of(Scene.Drawn(4)));
        // Sky, left and right of the middle: the mask paints it, the map does not reach it.
        var (left, right) = (await page.ColorAtAsync(Canvas, 0.2, 0.05), await page.ColorAtAsync(Canvas, 0.7, 0.05));
        await page.Page.Keyboard.PressAsync("v");
        var divider = page.Locator("#viewer-divider");
        await Assertions.Expect(divider).ToBeVisibleAsync();
        Assert.NotEqual(left, await page.ColorAtAsync(Canvas, 0.2, 0.05));
        Assert.Equal(right, await page.ColorAtAsync(Canvas, 0.7, 0.05));

        await divider.FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(divider).ToHaveJSPropertyAsync("value", "100");
        Assert.NotEqual(right, await page.ColorAtAsync(Canvas, 0.7, 0.05));
        await page.Page.Keyboard.PressAsync("Home");
        Assert.Equal(left, await page.ColorAtAsync(Canvas, 0.2, 0.05));

        var box = await BoxAsync(page, Canvas);
        await page.Page.Mouse.ClickAsync((float)(box.X + (box.Width * 0.8)), (float)(box.Y + (box.Height * 0.5)));
        await Assertions.Expect(divider).ToHaveJSPropertyAsync("value", "80");
        await page.Page.Keyboard.PressAsync("v");
        await Assertions.Expect(divider).ToBeHiddenAsync();
        Assert.Equal(right, await page.ColorAtAsync(Canvas, 0.7, 0.05));
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("v")]
    public async Task AMapThatMayNotBeBelieved_StaysHidden_InEveryLayout(string layout)
    {
        await using var host = await DashboardHost.StartAsync();
        var (good, bad) = (SampleEvent.Of(Scene.Drawn(4)), SampleEvent.Of(Scene.Drawn(4), "untrusted"));
        good.AddTo(host.Archive);
        await using var page = await OpenAsync(host, bad);
        await page.Page.Keyboard.PressAsync(layout);
        var hidden = await page.PixelsAsync(Canvas);
        await page.Locator($"a.row[data-id='{good.Id}']").ClickAsync();
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        await Assertions.Expect(page.Locator("#viewer-banner")).ToBeHiddenAsync();
        Assert.NotEqual(hidden, await page.PixelsAsync(Canvas));
        await page.Locator("#viewer-heat").ClickAsync();
        Assert.Equal(hidden, await page.PixelsAsync(Canvas));
    }

    [Fact]
    public async Task Patterns_HatchMaskAndLegendAlike_InBothViews_AndAreRemembered()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var pump = new LivePump(host.Frames, [Scene.Drawn(0)]);
        await using var page = await OpenAsync(host, SampleEvent.Of(Scene.Drawn(4)));
        var plain = await page.PixelsAsync(Canvas);
        await page.Page.Keyboard.PressAsync("p");
        Assert.NotEqual(plain, await page.PixelsAsync(Canvas));
        // Four classes are in the picture; their swatches differ by more than colour.
        var looks = await LooksAsync("#viewer");
        Assert.Equal(4, looks.Length);
        Assert.Equal(4, looks.Distinct().Count());

        await page.Page.ReloadAsync();
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        await Assertions.Expect(page.Locator("#viewer .patterns")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Locator("#live-stage[data-state=live]").WaitForAsync();
        var hatched = await page.PixelsAsync("#live-canvas");
        await page.Locator("#live .patterns").ClickAsync();
        Assert.NotEqual(hatched, await page.PixelsAsync("#live-canvas"));
        Assert.Empty(page.Complaints);

        Task<string[]> LooksAsync(string view) => page.Page.EvaluateAsync<string[]>(
            $"[...document.querySelectorAll('{view} .legend .swatch')].map((s) => getComputedStyle(s).backgroundImage)");
    }

    private async Task<BrowserPage> OpenAsync(DashboardHost host, SampleEvent sample, int width = 1440, int height = 900)
    {
        sample.AddTo(host.Archive);
        var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{sample.Id}"), width, height);
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        return page;
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(BrowserPage page, string selector) =>
        await page.Locator(selector).BoundingBoxAsync() ?? throw new InvalidOperationException($"{selector} is not on the page.");
}
