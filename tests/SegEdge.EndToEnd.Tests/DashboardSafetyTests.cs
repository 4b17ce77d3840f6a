using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Whatever a device or a manifest says, it stays text.</summary>
[Collection("browser")]
public sealed class DashboardSafetyTests(Browser browser)
{
    private const string Attack = "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>";

    [Fact]
    public async Task Script_InAnyName_StaysInert()
    {
        await using var host = await DashboardHost.StartAsync();
        var healthy = FakeDashboardState.Healthy();
        host.State.Current = healthy with
        {
            Device = Attack,
            Site = Attack,
            Cameras = [new CameraStatus(Attack, Attack), new CameraStatus("left", null)],
            Model = healthy.Model with { Name = Attack, Provider = Attack },
            Heads = [new HeadStatus(Attack, [new ClassStatus(0, Attack, "red;background:url(//evil.example)")])],
            Broker = new BrokerStatus(false, Attack),
            Health = new HealthStatus(HealthState.Unhealthy, [Attack]),
        };
        var sample = SampleEvent.Of(Scene.Drawn(0), "untrusted", Attack, Attack, Attack);
        sample.Json["site"] = Attack;
        sample.Json["device"] = Attack;
        sample.Json["explanations"]![0]!["reason"] = Attack;
        sample.Json["explanations"]![0]!["params"] = new JsonObject { [Attack] = Attack };
        sample.Json["frame"]!["camera"] = Attack;
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("#notices")).ToContainTextAsync("<script>");
        await page.Locator("#health").ClickAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Locator("a.row").ClickAsync();
        await Assertions.Expect(page.Locator("#viewer-banner")).ToContainTextAsync("<script>");
        await page.Locator("summary").ClickAsync();
        Assert.False(await page.Page.EvaluateAsync<bool>("'attacked' in window"));
        Assert.Empty(page.Complaints);
        Assert.DoesNotContain(page.Requests, url => url.Contains("evil", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Requests, url => url.EndsWith("/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DamagedBlobsAndOddEvents_AreSaidToBeSo_AndBreakNothing()
    {
        await using var host = await DashboardHost.StartAsync();
        var damaged = new byte[] { 0x53, 0x47, 0x48, 0x31, 9, 9, 9, 9 };
        var hash = SampleEvent.HashOf(damaged);
        var sample = SampleEvent.Of(Scene.Drawn(0));
        foreach (var blob in (JsonArray)sample.Json["blobs"]!) blob!["sha256"] = hash;
        sample.Json["explanations"]![0]!["heat"] = hash;
        sample.Json["regions"] = "none";
        sample.Json["flags"] = new JsonArray(null, 7, new JsonObject());
        sample.Json["classes"] = new JsonArray(new JsonObject { ["id"] = "road" });
        host.Archive.AddEvent(sample.Utf8());
        host.Archive.AddBlob(hash, "image/png", damaged);
        host.Archive.AddEvent("""{"eventId":"0"}"""u8.ToArray());
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(2);
        await page.Locator($"a.row[data-id='{sample.Id}']").ClickAsync();
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("Heat map: Heat blob holds 8 bytes");
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("Mask is no PNG");
        await page.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator(".notes")).ToContainTextAsync("The picture was not made for this frame");
        Assert.DoesNotContain(page.Complaints, c => c.StartsWith("uncaught", StringComparison.Ordinal));
    }
}
