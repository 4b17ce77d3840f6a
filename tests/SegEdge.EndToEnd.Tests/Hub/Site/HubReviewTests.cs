using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SegEdge.Fleet.Tests.Hub;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>A person reviews: real hub, real Mosquitto, real browser.</summary>
[Collection("browser")]
public sealed class HubReviewTests(Browser browser)
{
    private const int Archived = 500;

    private static readonly string[] Statuses = ["ok", "untrusted", "stale", "skipped"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiveHundredFrames_AreJudgedWithAtMostThreeKeysEach_AndWhatWasWrongIsTakenBack()
    {
        var samples = Queue();
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync($"{Archived} to review · {Archived} frames");
        var (pressed, newest) = (0, samples.Length - 1);

        await PressAsync("j", "Enter");
        string[][] verdicts = [["c"], ["d", "2"], ["w", "1"], ["u"], ["c"]];
        var most = 2; // to the first frame
        for (var i = 0; i < verdicts.Length * 4; i++)
        {
            var (id, before) = (samples[newest - i].Id, pressed);
            await ReviewPage.OpenFrameAsync(page, id);
            await ReviewPage.SeenAsync(page);
            await PressAsync(verdicts[i % verdicts.Length]);
            await Assertions.Expect(page.Locator($"a.row[data-id='{id}']")).ToHaveAttributeAsync("data-review", "reviewed");
            most = Math.Max(most, pressed - before + (i == 0 ? 2 : 0));
        }
        Assert.InRange(most, 1, 3);
        var done = verdicts.Length * 4;
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync($"{Archived - done} to review · {Archived} frames");

        await ReviewPage.OpenFrameAsync(page, samples[newest - done].Id);
        await ReviewPage.SeenAsync(page);
        await PressAsync("z");
        await ReviewPage.OpenFrameAsync(page, samples[newest - done + 1].Id);
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync($"{Archived - done + 1} to review · {Archived} frames");
        using var otto = await hub.SignedInAsync("otto");
        var said = await VerdictsAsync(otto, samples[newest - 1].Id);
        Assert.Equal(("dismiss", "lens or light"), (said[0].GetProperty("verdict").GetString(), said[0].GetProperty("reason").GetString()));
        Assert.Contains("thumb", said[0].GetProperty("shown").EnumerateArray().Select(layer => layer.GetString()));
        Assert.Empty(await VerdictsAsync(otto, samples[newest - done + 1].Id));
        TestContext.Current.TestOutputHelper?.WriteLine($"{done} frames of {Archived} judged with {pressed - 1} keys, at most {most} for one");
        Assert.Empty(page.Complaints);

        async Task PressAsync(params string[] keys)
        {
            foreach (var key in keys) await page.Page.Keyboard.PressAsync(key);
            pressed += keys.Length;
        }
    }

    [Fact]
    public async Task NothingIsJudgedThatWasNotSeen_AndAHeldKeyJudgesNothing()
    {
        var (seen, blind) = (SampleEvent.Of(Scene.Drawn(0)), SampleEvent.Of(Scene.Drawn(1)));
        var pictureless = new SampleEvent { Json = blind.Json, Blobs = [.. blind.Blobs.Where(blob => blob.Kind != "thumb")] };
        await using var hub = await ReviewHub.StartAsync([seen, pictureless]);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga", $"#/event/{blind.Id}");
        await ReviewPage.SeenAsync(page);
        await Assertions.Expect(page.Locator("#review-confirm")).ToBeDisabledAsync();
        foreach (var key in new[] { "c", "d", "1", "w", "1" }) await page.Page.Keyboard.PressAsync(key);

        // The picture does not come: no verdict can be given, however often one asks.
        var thumb = seen.Blobs.First(blob => blob.Kind == "thumb").Bytes;
        var held = new TaskCompletionSource();
        await page.Page.RouteAsync($"**/api/blobs/{SampleEvent.HashOf(thumb)}", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.Page.EvaluateAsync($"location.hash = '#/event/{seen.Id}'");
        await page.Locator("#viewer[data-state=loading]").WaitForAsync();
        foreach (var key in new[] { "c", "u", "d", "1" }) await page.Page.Keyboard.PressAsync(key);
        held.SetResult();
        await ReviewPage.SeenAsync(page);
        await page.Page.EvaluateAsync("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', repeat: true, bubbles: true }))");
        using var otto = await hub.SignedInAsync("otto");
        Assert.Empty(await VerdictsAsync(otto, seen.Id));
        Assert.Empty(await VerdictsAsync(otto, blind.Id));
        await page.Page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.Locator($"a.row[data-id='{seen.Id}']")).ToHaveAttributeAsync("data-review", "reviewed");
    }

    [Fact]
    public async Task WhoGoesElsewhereWhileAVerdictIsOnItsWay_IsNotBroughtBack()
    {
        SampleEvent[] samples = [SampleEvent.Of(Scene.Drawn(0)), SampleEvent.Of(Scene.Drawn(1))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga", $"#/event/{samples[0].Id}");
        // As on a busy machine: the address has changed, and nothing on the page was told of it yet. Listeners of a window are told in the order of their registration.
        await page.Page.AddInitScriptAsync("addEventListener('hashchange', change => window.isLate && change.stopImmediatePropagation())");
        await page.Page.ReloadAsync();
        await LeaveDuringAsync("c", "Confirmed");
        await page.Page.EvaluateAsync($"location.hash = '#/event/{samples[0].Id}'");
        await LeaveDuringAsync("z", "Taken back.");
        Assert.Empty(page.Complaints);

        async Task LeaveDuringAsync(string key, string said)
        {
            var held = new TaskCompletionSource();
            await ReviewPage.SeenAsync(page);
            await page.Page.RouteAsync("**/api/events/*/verdicts", async route =>
            {
                await held.Task;
                await route.ContinueAsync();
            });
            await page.Page.Keyboard.PressAsync(key);
            await page.Page.EvaluateAsync("() => { window.isLate = true; location.hash = '#/devices'; }");
            held.SetResult();
            await Assertions.Expect(page.Page.Locator(".toast", new() { HasText = said })).ToBeVisibleAsync();
            await page.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 100))");
            Assert.Equal("#/devices", await page.Page.EvaluateAsync<string>("() => { window.isLate = false; return location.hash; }"));
            await page.Page.UnrouteAsync("**/api/events/*/verdicts");
        }
    }

    [Fact]
    public async Task AVerdictGivenWhileTheListIsLoadedAnew_StaysInTheList()
    {
        SampleEvent[] samples = [SampleEvent.Of(Scene.Drawn(0)), SampleEvent.Of(Scene.Drawn(1))];
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga", $"#/event/{samples[0].Id}");
        await ReviewPage.SeenAsync(page);
        var list = await HeldAnswer.OfAsync(page, "**/api/events?*");
        await page.Locator("#severities button[data-severity=alert]").ClickAsync();
        await list.GivenAsync();
        await page.Page.Keyboard.PressAsync("c");
        var judged = page.Locator($"a.row[data-id='{samples[0].Id}']");
        await Assertions.Expect(judged).ToHaveAttributeAsync("data-review", "reviewed");
        await page.Page.EvaluateAsync("() => document.querySelectorAll('a.row').forEach(row => row.dataset.old = '')");
        await list.ReleaseAsync();
        await Assertions.Expect(page.Locator("a.row[data-old]")).ToHaveCountAsync(0);
        await Assertions.Expect(judged).ToHaveAttributeAsync("data-review", "reviewed");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("1 to review · 2 frames");
    }

    [Fact]
    public async Task AFrameThatComesWhileTheListIsLoaded_IsShown_AlsoAtTheSecondSignIn()
    {
        SampleEvent[] samples = [SampleEvent.Of(Scene.Drawn(0)), SampleEvent.Of(Scene.Drawn(1))];
        await using var hub = await ReviewHub.StartAsync(samples[..1]);
        await using var device = await HandPublisher.StartAsync(hub.BrokerPort);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await page.Locator("#sign-out").ClickAsync();
        await Assertions.Expect(page.Locator("#sign-in-user")).ToBeFocusedAsync();
        var list = await HeldAnswer.OfAsync(page, "**/api/events?*");
        await ReviewPage.SignInAsync(page, "otto");
        await list.GivenAsync();
        await SampleTraffic.PublishAsync(device, samples[1]);
        using var olga = await hub.SignedInAsync("olga");
        await Eventually.TrueAsync(async () => await olga.StatusAsync($"/api/events/{samples[1].Id}") == HttpStatusCode.OK, "the hub has the frame");
        await list.ReleaseAsync();
        await Assertions.Expect(page.Locator($"a.row[data-id='{samples[1].Id}']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task WrongClass_OffersTheClassesOfTheFramesOwnDevice()
    {
        var start = DateTimeOffset.UtcNow.AddMinutes(-2);
        SampleEvent[] samples = [SampleEvent.Of(Scene.Drawn(0), captured: start), SampleEvent.Of(Scene.Drawn(1), captured: start.AddSeconds(1))];
        samples[1].Json["device"] = "rover-08";
        await using var hub = await ReviewHub.StartAsync(samples, null, "Review:SecondShare=0");
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
        var asked = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        await page.Page.RouteAsync("**/api/classes?*", async route =>
        {
            var isSlow = route.Request.Url.Contains("rover-08", StringComparison.Ordinal);
            if (isSlow) asked.TrySetResult();
            if (isSlow) await held.Task;
            var heads = new[] { new { name = "classes", classes = new[] { new { index = 1, name = isSlow ? "wheat" : "barley", color = "#112233" } } } };
            await route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(heads) });
        });
        await page.Page.EvaluateAsync($"location.hash = '#/event/{samples[1].Id}'");
        await asked.Task.WaitAsync(Eventually.Patience, Ct);
        await page.Page.Keyboard.PressAsync("j");
        await ReviewPage.OpenFrameAsync(page, samples[0].Id);
        await ReviewPage.SeenAsync(page);
        held.SetResult();
        // Once more described, after the late names: somebody else said something about it.
        using var otto = await hub.SignedInAsync("otto");
        await otto.JudgeAsync(samples[0].Id, new { verdict = "unsure", shown = new[] { "thumb" } });
        await page.Locator(".review-line[data-verdict=unsure]").WaitForAsync();
        await page.Page.Keyboard.PressAsync("w");
        await Assertions.Expect(page.Locator(".review-more")).ToContainTextAsync("barley");
        await Assertions.Expect(page.Locator(".review-more")).Not.ToContainTextAsync("wheat");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task AFrame_AppearsWhileSomebodyLooks_AndTheCountRises()
    {
        await using var hub = await ReviewHub.StartAsync([SampleEvent.Of(Scene.Drawn(0), captured: DateTimeOffset.UtcNow.AddMinutes(-1))]);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "vera");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await using var device = await HandPublisher.StartAsync(hub.BrokerPort);
        var times = new List<double>();
        for (var i = 1; i <= 10; i++)
        {
            var sample = SampleEvent.Of(Scene.Drawn(i));
            var row = page.Page.WaitForFunctionAsync($"() => document.querySelector('a.row[data-id=\"{sample.Id}\"]') !== null", null, new() { PollingInterval = 10 });
            var clock = Stopwatch.GetTimestamp();
            await SampleTraffic.PublishAsync(device, sample);
            await row;
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
            await Assertions.Expect(page.Locator($"a.row[data-id='{sample.Id}'] img")).ToHaveJSPropertyAsync("naturalWidth", 320);
        }
        // Published and not asserted: it is the machine's as much as ours.
        TestContext.Current.TestOutputHelper?.WriteLine($"from publish to row: median {times.Order().ElementAt(5):F0} ms, longest {times.Max():F0} ms, of {times.Count}");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("11 to review · 11 frames");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Filters_NarrowTheWholeStore_AndNamesOfDevicesAreOnlyText()
    {
        var samples = Queue();
        await using var hub = await ReviewHub.StartAsync(samples);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "vera");
        await page.Locator("#filter-device").SelectOptionAsync("rover-08");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("100 to review · 100 frames");
        await page.Locator("#severities button[data-severity=alert]").ClickAsync();
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("50 to review · 50 frames");
        await Assertions.Expect(page.Locator("a.row[data-severity=review]")).ToHaveCountAsync(0);
        await page.Locator("#filter-rule").SelectOptionAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(page.Locator("#events-foot")).ToContainTextAsync("No frame matches");
        await page.Locator("#filter-clear").ClickAsync();
        await page.Locator("#filter-rule").SelectOptionAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await page.Locator("a.row").ClickAsync();
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.querySelectorAll('img[src=x], script:not([src])').length"));
        await Assertions.Expect(page.Locator("#review-confirm")).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("c");
        await page.Locator("#sign-out").ClickAsync();
        await Assertions.Expect(page.Locator("#sign-in-user")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(0);
        Assert.DoesNotContain(page.Complaints, complaint => !complaint.Contains("401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AScriptInAReason_IsShownAsText()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample], null, "Review:SecondShare=0");
        using var olga = await hub.SignedInAsync("olga");
        await olga.JudgeAsync(sample.Id, new { verdict = "dismiss", reason = "<script>document.title='x'</script><img src=x onerror=alert(1)>", shown = new[] { "thumb" } });
        await using var page = await ReviewPage.OpenAsync(browser, hub, "vera", $"#/event/{sample.Id}");
        await Assertions.Expect(page.Locator(".review-said")).ToContainTextAsync("<script>document.title='x'</script>");
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.querySelectorAll('img[src=x], script:not([src])').length"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task AMapThatMayNotBeBelieved_IsNotDrawnOnTheHubEither_UntilItIsAskedFor()
    {
        var samples = Statuses.Select(status => SampleEvent.Of(Scene.Drawn(3), status)).ToArray();
        await using var hub = await ReviewHub.StartAsync(samples);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga");
        using var otto = await hub.SignedInAsync("otto");
        for (var i = 1; i < Statuses.Length; i++)
        {
            await page.Page.EvaluateAsync($"location.hash = '#/event/{samples[i].Id}'");
            await ReviewPage.SeenAsync(page);
            await Assertions.Expect(page.Locator("#viewer-banner")).ToHaveAttributeAsync("data-status", Statuses[i]);
            await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("No heat map is drawn.");
            var without = await page.PixelsAsync("#viewer-canvas");
            await page.Page.Keyboard.PressAsync("h");
            if (Statuses[i] == "skipped") Assert.Equal(without, await page.PixelsAsync("#viewer-canvas"));
            else await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("shown at your request");
            await page.Page.Keyboard.PressAsync("u");
            await Assertions.Expect(page.Locator($"a.row[data-id='{samples[i].Id}']")).ToHaveAttributeAsync("data-review", "reviewed");
            // What it was that the person saw stands in the verdict.
            var shown = (await VerdictsAsync(otto, samples[i].Id))[0].GetProperty("shown").EnumerateArray().Select(layer => layer.GetString()!).ToArray();
            Assert.DoesNotContain("heat", shown);
            Assert.Equal(Statuses[i] != "skipped", shown.Contains($"heat-{Statuses[i]}"));
        }
    }

    private static async Task<JsonElement[]> VerdictsAsync(HubSession session, string id) =>
        [.. (await session.JsonAsync($"/api/events/{id}")).GetProperty("review").GetProperty("verdicts").EnumerateArray()];

    // One scene in four variants; the older the lower.
    private static SampleEvent[] Queue()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-2);
        SampleEvent[] kinds = [.. Statuses.Select((status, i) => SampleEvent.Of(Scene.Drawn(i), status, i % 2 == 0 ? "lowMargin" : "areaJump", i % 2 == 0 ? "alert" : "review"))];
        return
        [
            .. Enumerable.Range(0, Archived).Select(i =>
            {
                var (kind, utc) = (kinds[i % kinds.Length], start.AddSeconds(i));
                var json = (JsonObject)kind.Json.DeepClone();
                (json["eventId"], json["capture"]!["utc"], json["seq"]) = (Ulid.NewUlid(utc).ToString(), utc.ToString("O"), i + 1);
                json["device"] = i < 400 ? "rover-07" : "rover-08";
                if (i == 0) json["flags"]![0]!["rule"] = "<img src=x onerror=alert(1)>";
                return new SampleEvent { Json = json, Blobs = kind.Blobs };
            }),
        ];
    }
}
