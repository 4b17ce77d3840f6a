using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests.Hub.Pages;

/// <summary>Pictures of the fleet's pages for people to look at. Runs where <c>SEGEDGE_SCREENSHOTS</c> names a folder.</summary>
[Collection("browser")]
public sealed class FleetPagesScreenshotTests(Browser browser, SimulatedSite site)
{
    [Fact]
    public async Task Pages_ArePhotographed_AtEverySizeInBothThemes()
    {
        if (Environment.GetEnvironmentVariable("SEGEDGE_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            Assert.Skip("Set SEGEDGE_SCREENSHOTS to the folder that is to get the pictures.");
            return;
        }

        Directory.CreateDirectory(folder);
        await using var host = await site.ServeAsync();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
            foreach (var (size, width, height) in FleetPage.Sizes)
                foreach (var page in FleetPage.All)
                {
                    await using var opened = await browser.OpenAsync(new(host.Address, page.Address), width, height, scheme);
                    await page.IsReadyAsync(opened);
                    await opened.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{page.Name}-{size}-{scheme}.png"), FullPage = size == "phone" });
                    if (size != "laptop" || page.Name != "fleet") continue;
                    await opened.Page.EvaluateAsync("document.querySelector('#page').scrollTop = 900");
                    await opened.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{page.Name}-below-{size}-{scheme}.png") });
                    await opened.Page.EvaluateAsync("document.querySelector('#page').scrollTop = 99999");
                    await opened.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{page.Name}-end-{size}-{scheme}.png") });
                }
    }
}
