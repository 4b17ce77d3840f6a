using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests;

[Collection("browser")]
public sealed class DashboardKeyboardTests(Browser browser)
{
    [Fact]
    public async Task AnOperatorWithoutAMouse_FindsOpensComparesAndReturns()
    {
        await using var host = await DashboardHost.StartAsync();
        var start = DateTimeOffset.UtcNow.AddMinutes(-5);
        var samples = Enumerable.Range(0, 3).Select(i => SampleEvent.Of(Scene.Drawn(i), captured: start.AddSeconds(i))).ToList();
        foreach (var sample in samples) sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(3);
        var keys = page.Page.Keyboard;

        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await Assertions.Expect(page.Locator($"a.row[data-id='{samples[1].Id}']")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#viewer-title")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator($"a.row[data-id='{samples[1].Id}']")).ToHaveAttributeAsync("aria-current", "true");
        await keys.PressAsync("j");
        await Assertions.Expect(page.Page).ToHaveURLAsync($"{host.Address}#/event/{samples[0].Id}");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#live")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator($"a.row[data-id='{samples[0].Id}']")).ToBeFocusedAsync();
        await page.Page.GoBackAsync();
        await Assertions.Expect(page.Locator("#viewer")).ToBeVisibleAsync();

        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("#help")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#help")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#viewer")).ToBeVisibleAsync();
        await keys.PressAsync("/");
        await Assertions.Expect(page.Locator("#filter-rule")).ToBeFocusedAsync();
        Assert.Empty(page.Complaints);
    }

    // The address changes at once, the page is told later: it must not take the frame that was shown for the one that was asked for.
    [Fact]
    public async Task AStepAndEscapeInOneTick_LeaveTheFocusOnTheFrameSteppedTo()
    {
        await using var host = await DashboardHost.StartAsync();
        var samples = Enumerable.Range(0, 3).Select(_ => SampleEvent.Of(Scene.Drawn(0))).ToArray();
        foreach (var sample in samples) sample.AddTo(host.Archive);
        var newestFirst = samples.Select(s => s.Id).OrderDescending(StringComparer.Ordinal).ToArray();
        await using var page = await browser.OpenAsync(new Uri(host.Address, $"#/event/{newestFirst[0]}"));
        await Assertions.Expect(page.Locator("#viewer-title")).ToBeFocusedAsync();
        await page.Page.EvaluateAsync("() => { for (const key of ['j', 'Escape']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })) }");
        await Assertions.Expect(page.Locator("#live")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator($"a.row[data-id='{newestFirst[1]}']")).ToBeFocusedAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task EveryControl_IsReachedByTab_ShowsItsFocus_AndIsLargeEnough()
    {
        await using var host = await DashboardHost.StartAsync();
        SampleEvent.Of(Scene.Drawn(0)).AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        List<string> reached = [];
        for (var i = 0; i < 60; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            var (what, outline, size) = await FocusedAsync(page);
            if (what.Length == 0) break;
            reached.Add(what);
            Assert.True(outline >= 2, $"{what} shows no focus");
            Assert.True(size >= 24, $"{what} is {size} px");
        }
        string[] controls =
            ["health", "theme", "help-open", "live-mask", "live-opacity", "trigger", "filter-rule", "filter-class", "filter-status"];
        Assert.All(controls, id => Assert.Contains(id, reached));
        Assert.Contains(reached, r => r.StartsWith("row", StringComparison.Ordinal));
        Assert.Contains(reached, r => r.StartsWith("legend-row", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SingleKeys_CanBeSwitchedOff()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#place")).ToContainTextAsync("rover-07");
        await page.Page.Keyboard.PressAsync("?");
        await page.Locator("#help input").UncheckAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.PressAsync("f");
        await page.Page.Keyboard.PressAsync("m");
        await Assertions.Expect(page.Locator("#live-mask")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(0, host.State.Triggers);
    }

    private static async Task<(string What, double Outline, double Size)> FocusedAsync(BrowserPage page)
    {
        var found = await page.Page.EvaluateAsync<string[]>(
            """
            () => {
              const e = document.activeElement;
              if (!e || e === document.body) return ['', '0', '0'];
              const box = e.getBoundingClientRect();
              return [e.id || e.className, String(parseFloat(getComputedStyle(e).outlineWidth)), String(Math.min(box.width, box.height))];
            }
            """);
        return (found[0], double.Parse(found[1], System.Globalization.CultureInfo.InvariantCulture),
            double.Parse(found[2], System.Globalization.CultureInfo.InvariantCulture));
    }
}
