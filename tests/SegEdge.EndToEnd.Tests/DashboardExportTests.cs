using Microsoft.Playwright;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A device's own page has the exports of one frame, with the same keys.</summary>
[Collection("browser")]
public sealed class DashboardExportTests(Browser browser)
{
    [Fact]
    public async Task AFrame_IsTakenFromTheDevice_AndWithoutOneThereIsNothingToTake()
    {
        var state = new FakeDashboardState();
        state.Current = state.Current with { Model = state.Current.Model with { Sha256 = new('d', 64) } };
        await using var host = await DashboardHost.StartAsync(state: state);
        var sample = SampleEvent.Of(Scene.Drawn(2));
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(host.Address);
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await page.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator("#export")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#events-export")).ToBeHiddenAsync();

        await page.Page.EvaluateAsync($"location.hash = '#/event/{sample.Id}'");
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        Assert.Contains("EXPLAINED", ExportedFiles.DescriptionOf(await SaveAsync(page, "1")));
        var coco = ExportedFiles.Json(await SaveAsync(page, "2"));
        Assert.Equal(Scene.Drawn(2).Indices, ExportedFiles.Draw(coco, 1));
        Assert.Equal(SceneClasses.Names, coco.GetProperty("categories").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("FeatureCollection", ExportedFiles.Json(await SaveAsync(page, "3")).GetProperty("type").GetString());
        using var folder = new TemporaryFolder();
        var files = await ExportedFiles.CheckedAsync(folder, await SaveAsync(page, "4"));
        Assert.Equal(sample.Blobs.Count + 4, files.Length);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task AMapThatMayNotBeBelieved_IsTakenHatchedAndSaysSo()
    {
        await using var host = await DashboardHost.StartAsync();
        var sample = SampleEvent.Of(Scene.Drawn(2), "untrusted");
        sample.AddTo(host.Archive);
        await using var page = await browser.OpenAsync(new(host.Address, $"#/event/{sample.Id}"));
        await page.Locator("#viewer[data-state=ready]").WaitForAsync();
        await page.Page.Keyboard.PressAsync("s");
        var plain = await SaveAsync(page, "1");
        await page.Page.Keyboard.PressAsync("h");
        var hatched = await SaveAsync(page, "1");
        Assert.Contains("UNTRUSTED: failed its own test.", ExportedFiles.DescriptionOf(plain));
        Assert.Contains("heat-untrusted, regions, side", ExportedFiles.DescriptionOf(hatched));
        using var picture = OpenCvSharp.Cv2.ImDecode(hatched, OpenCvSharp.ImreadModes.Color);
        Assert.True(picture.Width > 2 * 960, "the picture beside it is not taken");
    }

    [Fact]
    public async Task AnEventThatIsNoneOfTheContracts_IsRefused_AndAFrameOfAnotherModel_GetsNoNames()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Archive.AddEvent("""{"eventId":"nonsense","frame":{"width":-1}}"""u8.ToArray());
        var sample = SampleEvent.Of(Scene.Drawn(2));
        sample.AddTo(host.Archive);
        using var client = host.Client();
        using var answer = await client.GetAsync("/api/events/nonsense/export/coco", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var coco = await client.GetByteArrayAsync($"/api/events/{sample.Id}/export/coco", TestContext.Current.CancellationToken);
        Assert.All(ExportedFiles.Json(coco).GetProperty("categories").EnumerateArray(), one => Assert.StartsWith("class-", one.GetProperty("name").GetString(), StringComparison.Ordinal));
    }

    private static async Task<byte[]> SaveAsync(BrowserPage page, string key)
    {
        await page.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator("#export-png")).ToBeFocusedAsync();
        return (await ExportedFiles.SaveAsync(page, key)).Bytes;
    }
}
