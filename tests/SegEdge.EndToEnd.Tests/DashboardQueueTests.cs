using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A queue of 10,000 flagged frames.</summary>
[Collection("browser")]
public sealed class DashboardQueueTests(Browser browser)
{
    private const int Many = 10_000;

    // Most of a screen.
    private const int StepPx = 800;

    // As css/events.css has it.
    private const int RowPx = 84;

    // Down until the end in steps, then up again in the jumps of a dragged scroll bar.
    private const string ScrollThrough =
        """
        async (step) => {
          const scroller = document.querySelector('#events-scroll');
          const foot = document.querySelector('#events-foot');
          const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
          const tasks = [];
          const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
          watch.observe({ type: 'longtask' });
          let [most, steps] = [0, 0];
          const bottom = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
          while (bottom() > 1 || foot.dataset.state !== 'end') {
            const before = scroller.scrollTop;
            scroller.scrollTop += step;
            if (scroller.scrollTop > before) steps++;
            await frame();
            most = Math.max(most, document.querySelectorAll('#events-list > li').length);
          }
          for (let i = 1; i <= 150; i++) {
            scroller.scrollTop = (scroller.scrollHeight * ((i * 61) % 150)) / 150;
            await frame();
            most = Math.max(most, document.querySelectorAll('#events-list > li').length);
          }
          scroller.scrollTop = 0;
          await frame();
          await new Promise((resolve) => setTimeout(resolve, 200));
          watch.disconnect();
          return [Math.max(0, ...tasks), most, steps];
        }
        """;

    // How long tasks last is published and not asserted: it is the machine's as much as the queue's.
    [Fact, Trait("run", "long")]
    public async Task OfTenThousandFrames_OnlyTheRowsInSightAreElements()
    {
        var (few, _) = await ScrollAsync(50);
        var (many, rows) = await ScrollAsync(Many);
        TestContext.Current.TestOutputHelper?.WriteLine($"longest task while scrolling: {many:F0} ms with {Many} frames, {few:F0} ms with 50; {rows:F0} rows were elements");
        Assert.InRange(rows, 10, 80);
    }

    [Fact]
    public async Task EveryFrame_IsReachedByKeys_AndSaysItsPlaceInTheWhole()
    {
        await using var host = await QueueOfAsync(Many);
        await using var page = await browser.OpenAsync(host.Address);
        var focused = page.Locator("#events-list > li:has(a:focus)");
        var keys = page.Page.Keyboard;
        await page.Locator("a.row").First.WaitForAsync();
        await keys.PressAsync("j");
        await PlacedAsync(1);
        await keys.PressAsync("j");
        await PlacedAsync(2);
        await keys.PressAsync("Tab");
        await PlacedAsync(3);
        await page.Page.EvaluateAsync(ScrollThrough, 10 * StepPx);
        // The row in focus is still there, and the next one is the next one.
        await keys.PressAsync("j");
        await PlacedAsync(4);
        await keys.PressAsync("End");
        await PlacedAsync(Many);
        await keys.PressAsync("k");
        await PlacedAsync(Many - 1);
        await keys.PressAsync("Home");
        await PlacedAsync(1);
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync($"{Many}");
        Assert.Empty(page.Complaints);

        async Task PlacedAsync(int place)
        {
            await Assertions.Expect(focused).ToHaveAttributeAsync("aria-posinset", $"{place}");
            await Assertions.Expect(focused).ToHaveAttributeAsync("aria-setsize", $"{Many}");
            await Assertions.Expect(focused).ToBeInViewportAsync();
        }
    }

    [Fact]
    public async Task AFilter_FindsWhatIsFarDown_AndSaysTheLengthOnceItIsKnown()
    {
        await using var host = await QueueOfAsync(1000, rareEvery: 333);
        await using var page = await browser.OpenAsync(host.Address);
        var rows = page.Locator("#events-list > li");
        await rows.First.WaitForAsync();
        await page.Locator("#filter-rule").SelectOptionAsync("rareClass");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("4 of 1000");
        await Assertions.Expect(rows).ToHaveCountAsync(4);
        await Assertions.Expect(rows.Last).ToHaveAttributeAsync("aria-setsize", "4");
        await Assertions.Expect(page.Locator("#events-foot")).ToContainTextAsync("No older frames");
    }

    [Fact]
    public async Task OnAPhone_WhereThePageScrolls_TheQueueGoesOnToItsEnd()
    {
        await using var host = await QueueOfAsync(300);
        await using var page = await browser.OpenAsync(host.Address, 390, 844);
        await page.Locator("#tab-events").ClickAsync();
        await page.Locator("a.row").First.WaitForAsync();
        await page.Page.EvaluateAsync(
            """
            async () => {
              const foot = document.querySelector('#events-foot');
              while (foot.dataset.state !== 'end' || foot.getBoundingClientRect().top > innerHeight) {
                window.scrollBy(0, 700);
                await new Promise((resolve) => requestAnimationFrame(resolve));
              }
            }
            """);
        var last = page.Locator("#events-list > li").Last;
        await Assertions.Expect(last).ToHaveAttributeAsync("aria-posinset", "300");
        Assert.InRange(await page.Locator("#events-list > li").CountAsync(), 5, 60);
        // A frame that comes now leaves the reader where he is.
        var before = await last.BoundingBoxAsync();
        SampleEvent.Of(Scene.Drawn(1)).AddTo(host.Archive);
        await Assertions.Expect(page.Locator("#events-new")).ToHaveTextAsync("1 new");
        Assert.Equal(before!.Y, (await last.BoundingBoxAsync())!.Y, 1.0);
    }

    [Fact]
    public async Task APageThatWasAskedForBeforeTheListBeganAnew_LeavesNoHole()
    {
        await using var host = await QueueOfAsync(500);
        await using var page = await browser.OpenAsync(host.Address);
        var reset = new TaskCompletionSource();
        var connections = 0;
        await page.Page.RouteAsync("**/api/events/stream*", async route =>
        {
            await reset.Task;
            if (Interlocked.Increment(ref connections) > 1) await route.ContinueAsync();
            else await route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "event: reset\ndata: {}\n\n" });
        });
        // The third: the first two are of 50 and 200.
        var older = await HeldAnswer.OfAsync(page, $"**/api/events?*before={host.Archive.List(250)[^1].EventId}*");
        await page.Page.ReloadAsync();
        await page.Locator("a.row").First.WaitForAsync();
        await Eventually.TrueAsync(() => ScrolledToTheEndAsync(page, 250), "250 frames are loaded");
        await older.GivenAsync();
        await page.Page.EvaluateAsync("document.querySelector('#events-scroll').scrollTop = 0");
        reset.SetResult();
        await Assertions.Expect(page.Locator("#events-list")).ToHaveJSPropertyAsync("offsetHeight", 50 * RowPx);
        await older.ReleaseAsync();
        await Eventually.TrueAsync(() => ScrolledToTheEndAsync(page, 500), "all 500 frames are in the list");
    }

    [Fact]
    public async Task HistoryThatComesLate_LeavesNoHole()
    {
        await using var host = await QueueOfAsync(120);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#events-list")).ToHaveJSPropertyAsync("offsetHeight", 50 * RowPx);
        SampleEvent.Of(Scene.Drawn(0), captured: DateTimeOffset.UtcNow.AddDays(-2)).AddTo(host.Archive);
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("121");
        // With the one that the memory let go for it, where a busy page had asked for the second page before.
        await Eventually.TrueAsync(async () => await ScrolledToTheEndAsync(page, 120) || await ScrolledToTheEndAsync(page, 121), "all frames are in the list");
    }

    private static async Task<bool> ScrolledToTheEndAsync(BrowserPage page, int last)
    {
        await page.Page.EvaluateAsync("document.querySelector('#events-scroll').scrollTop = 1e6");
        return await page.Page.EvaluateAsync<string?>("document.querySelector('#events-list > li:last-child')?.ariaPosInSet") == $"{last}";
    }

    private async Task<(double LongestTaskMs, double MostRows)> ScrollAsync(int count)
    {
        await using var host = await QueueOfAsync(count);
        await using var page = await browser.OpenAsync(host.Address);
        await page.Locator("a.row").First.WaitForAsync();
        var found = await page.Page.EvaluateAsync<double[]>(ScrollThrough, StepPx);
        // What is loaded below leaves the reader in place: nothing is jumped over.
        Assert.True(found[2] >= (count * RowPx / StepPx) - 2, $"{count} frames in {found[2]} steps");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync($"{count}");
        Assert.Empty(page.Complaints);
        return (found[0], found[1]);
    }

    private static async Task<DashboardHost> QueueOfAsync(int count, int rareEvery = 4)
    {
        var host = await DashboardHost.StartAsync(services: s => s.AddSingleton(new ArchiveLimits { Events = count }));
        var start = DateTimeOffset.UtcNow.AddDays(-1);
        SampleEvent[] kinds =
            [SampleEvent.Of(Scene.Drawn(1), "untrusted", "rareClass", "review", "cyclist"), SampleEvent.Of(Scene.Drawn(0)),
                SampleEvent.Of(Scene.Drawn(2), "stale", "areaJump"), SampleEvent.Of(Scene.Drawn(3), "skipped", "areaJump", "review", "road")];
        foreach (var (_, type, bytes) in kinds.SelectMany(k => k.Blobs)) host.Archive.AddBlob(SampleEvent.HashOf(bytes), type, bytes);
        for (var i = 0; i < count; i++)
        {
            var kind = i % rareEvery == 0 ? kinds[0] : kinds[1 + (i % 3)];
            var utc = start.AddSeconds(i);
            var json = (JsonObject)kind.Json.DeepClone();
            json["eventId"] = Ulid.NewUlid(utc).ToString();
            json["capture"]!["utc"] = utc.ToString("O");
            Assert.Equal(ArchiveOutcome.Added, host.Archive.AddEvent(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())));
        }
        return host;
    }
}
