using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests;

/// <summary>No serious or critical finding of axe-core, in any state of the page and both themes.</summary>
[Collection("browser")]
public sealed class DashboardAccessibilityTests(Browser browser)
{
    public enum State
    {
        Live,
        Waiting,
        Queue,
        QueueOnAPhone,
        EmptyQueue,
        Viewer,
        SideBySide,
        SwipedWithPatterns,
        UntrustedMapShown,
        Skipped,
        Gone,
        Help,
        Export,
        System,
        Lost,
    }

    public static TheoryData<State, ColorScheme> All
    {
        get
        {
            var all = new TheoryData<State, ColorScheme>();
            foreach (var state in Enum.GetValues<State>())
                foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light }) all.Add(state, scheme);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task NothingSeriousIsFound(State state, ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        string[] statuses = state == State.EmptyQueue ? [] : ["ok", "untrusted", "stale", "skipped"];
        var ids = statuses.ToDictionary(s => s, s =>
        {
            var sample = SampleEvent.Of(Scene.Drawn(3), s, severity: s == "ok" ? "alert" : "review");
            sample.AddTo(host.Archive);
            return sample.Id;
        });
        await using var pump = state == State.Waiting ? null : new LivePump(host.Frames, [Scene.Drawn(0), Scene.Drawn(1)]);
        var (width, height) = state == State.QueueOnAPhone ? (390, 844) : (1440, 900);
        await using var page = await browser.OpenAsync(AddressOf(state, host.Address, ids), width, height, scheme);
        await page.Locator("#health[data-state=healthy]").WaitForAsync();
        await EnterAsync(state, page, host);

        var found = await AxeScan.FindAsync(page);
        foreach (var finding in found) TestContext.Current.TestOutputHelper?.WriteLine(finding.ToString());
        Assert.DoesNotContain(found, f => f.IsSerious);
    }

    private static Uri AddressOf(State state, Uri address, Dictionary<string, string> ids) => state switch
    {
        State.Viewer or State.SideBySide or State.SwipedWithPatterns or State.Export => new(address, $"#/event/{ids["ok"]}"),
        State.UntrustedMapShown => new(address, $"#/event/{ids["untrusted"]}"),
        State.Skipped => new(address, $"#/event/{ids["skipped"]}"),
        State.Gone => new(address, "#/event/01UNKNOWN"),
        _ => address,
    };

    private static async Task EnterAsync(State state, BrowserPage page, DashboardHost host)
    {
        switch (state)
        {
            case State.Waiting:
                await page.Locator("#live-stage[data-state=waiting]").WaitForAsync();
                break;
            case State.Queue:
                await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(4);
                await page.Page.Keyboard.PressAsync("j");
                await Assertions.Expect(page.Locator("a.row").First).ToBeFocusedAsync();
                break;
            case State.QueueOnAPhone:
                await page.Locator("#tab-events").ClickAsync();
                await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(4);
                break;
            case State.EmptyQueue:
                await page.Locator("#events-foot[data-state=empty]").WaitForAsync();
                break;
            case State.Viewer or State.Skipped:
                await page.Locator("#viewer[data-state=ready]").WaitForAsync();
                break;
            case State.SideBySide:
                await page.Locator("#viewer[data-state=ready]").WaitForAsync();
                await page.Page.Keyboard.PressAsync("s");
                await Assertions.Expect(page.Locator("#viewer-plain")).ToBeVisibleAsync();
                break;
            case State.SwipedWithPatterns:
                await page.Locator("#viewer[data-state=ready]").WaitForAsync();
                await page.Page.Keyboard.PressAsync("v");
                await page.Page.Keyboard.PressAsync("p");
                await Assertions.Expect(page.Locator("#viewer-divider")).ToBeVisibleAsync();
                break;
            case State.UntrustedMapShown:
                await page.Locator("#show-anyway").ClickAsync();
                break;
            case State.Gone:
                await page.Locator("#viewer[data-state=absent]").WaitForAsync();
                break;
            case State.Help:
                await page.Page.Keyboard.PressAsync("?");
                await Assertions.Expect(page.Locator("#help")).ToBeVisibleAsync();
                break;
            case State.Export:
                await page.Locator("#viewer[data-state=ready]").WaitForAsync();
                await page.Page.Keyboard.PressAsync("e");
                await Assertions.Expect(page.Locator("#export-png")).ToBeFocusedAsync();
                break;
            case State.System:
                await page.Locator("#health").ClickAsync();
                await Assertions.Expect(page.Locator("#system")).ToBeVisibleAsync();
                break;
            case State.Lost:
                await host.DisposeAsync();
                await page.Locator("#retry-in").WaitForAsync();
                break;
            default:
                await page.Locator("#live-stage[data-state=live]").WaitForAsync();
                break;
        }
    }
}
