using Microsoft.Playwright;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

[Collection("browser")]
public sealed class DashboardEventListTests(Browser browser)
{
    [Fact]
    public async Task List_GrowsByItself_NewestFirst_WithThumbnailAndStatus()
    {
        await using var host = await DashboardHost.StartAsync();
        SampleEvent.Of(Scene.Drawn(0), captured: DateTimeOffset.UtcNow.AddMinutes(-3)).AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        var fresh = SampleEvent.Of(Scene.Drawn(3), "untrusted", "rareClass", "review", "cyclist");
        host.Archive.AddEvent(fresh.Utf8());
        var first = page.Locator("a.row").First;
        await Assertions.Expect(first).ToHaveAttributeAsync("data-id", fresh.Id);
        await Assertions.Expect(first).ToContainTextAsync("Rare class");
        await Assertions.Expect(first).ToContainTextAsync("Review");
        await Assertions.Expect(first).ToContainTextAsync("cyclist");
        await Assertions.Expect(first).ToContainTextAsync("Untrusted");
        await Assertions.Expect(first).ToContainTextAsync("ago");
        // The picture travels after its event.
        await Assertions.Expect(first.Locator("img")).ToHaveCountAsync(0);
        foreach (var (_, type, bytes) in fresh.Blobs) host.Archive.AddBlob(SampleEvent.HashOf(bytes), type, bytes);
        await Assertions.Expect(page.Locator("a.row").First.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 320);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Filters_NarrowTheList_AndCanBeCleared()
    {
        await using var host = await DashboardHost.StartAsync();
        SampleEvent.Of(Scene.Drawn(0), "ok", "lowMargin").AddTo(host.Archive);
        SampleEvent.Of(Scene.Drawn(1), "skipped", "areaJump", "review", "pedestrian").AddTo(host.Archive);
        SampleEvent.Of(Scene.Drawn(2), "ok", "areaJump", "review").AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(3);
        await page.Locator("#filter-rule").SelectOptionAsync("areaJump");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
        await page.Locator("#filter-class").SelectOptionAsync("pedestrian");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await page.Locator("#filter-status").SelectOptionAsync("skipped");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("1 of 3");
        await page.Locator("#filter-clear").ClickAsync();
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task AtTheTop_ANewFrameIsSeen_AndNoPillLiesOverIt()
    {
        await using var host = await DashboardHost.StartAsync();
        SampleEvent.Of(Scene.Drawn(0)).AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        SampleEvent.Of(Scene.Drawn(1)).AddTo(host.Archive);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
        Assert.True(await page.Locator("#events-new").IsHiddenAsync());
    }

    [Fact]
    public async Task WhenScrolled_NewFramesAnnounceThemselves_AndLeaveTheReaderInPlace()
    {
        await using var host = await DashboardHost.StartAsync();
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        for (var i = 0; i < 120; i++) SampleEvent.Of(Scene.Drawn(0), captured: start.AddSeconds(i)).AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("120");
        await page.Page.EvaluateAsync("document.querySelector('#events-scroll').scrollTop = 1500");
        await Assertions.Expect(page.Locator("#events-new")).ToBeHiddenAsync();
        SampleEvent.Of(Scene.Drawn(1)).AddTo(host.Archive);
        SampleEvent.Of(Scene.Drawn(2)).AddTo(host.Archive);
        await Assertions.Expect(page.Locator("#events-new")).ToHaveTextAsync("2 new");
        // Two rows of 84 px came in above.
        Assert.Equal(1668, await page.Page.EvaluateAsync<int>("document.querySelector('#events-scroll').scrollTop"));
        await page.Locator("#events-new").ClickAsync();
        await Assertions.Expect(page.Locator("#events-new")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("122");
        await page.Page.EvaluateAsync("document.querySelector('#events-scroll').scrollTop = 1e6");
        await Assertions.Expect(page.Locator("#events-foot")).ToContainTextAsync("No older frames");
        // As a person would: again, if the list grew while it was scrolled.
        await Eventually.TrueAsync(async () =>
        {
            await page.Page.EvaluateAsync("document.querySelector('#events-scroll').scrollTop = 1e6");
            return await page.Locator("#events-list > li").Last.GetAttributeAsync("aria-posinset") == "122";
        }, "the oldest frame is in sight");
    }

    [Fact]
    public async Task WhatComesWhileAPageIsOnItsWay_StaysWhenThePageIsThere()
    {
        await using var host = await DashboardHost.StartAsync();
        var (old, fresh) = (SampleEvent.Of(Scene.Drawn(0), captured: DateTimeOffset.UtcNow.AddMinutes(-3)), SampleEvent.Of(Scene.Drawn(1)));
        host.Archive.AddEvent(old.Utf8());
        await using var page = await browser.OpenAsync(host.Address);
        var first = await HeldAnswer.OfAsync(page, "**/api/events?*");
        var stream = page.Page.WaitForResponseAsync("**/api/events/stream*");
        await page.Page.ReloadAsync();
        await stream;
        await first.GivenAsync();
        foreach (var (_, type, bytes) in old.Blobs) host.Archive.AddBlob(SampleEvent.HashOf(bytes), type, bytes);
        host.Archive.AddEvent(fresh.Utf8());
        await Assertions.Expect(page.Locator($"a.row[data-id='{fresh.Id}']")).ToBeVisibleAsync();
        await first.ReleaseAsync();
        await Assertions.Expect(page.Locator("#events-foot[data-state=end]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator($"a.row[data-id='{old.Id}'] img")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task AnEmptyList_SaysWhatWillComeHere()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#events-foot")).ToContainTextAsync("Nothing flagged yet");
        await Assertions.Expect(page.Locator("#live-message")).ToContainTextAsync("Waiting for the first picture");
    }
}
