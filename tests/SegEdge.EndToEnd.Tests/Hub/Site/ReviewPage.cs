using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>The hub's page in a browser.</summary>
internal static class ReviewPage
{
    public static async Task<BrowserPage> OpenAsync(Browser browser, ReviewHub hub, string user, string place = "", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark)
    {
        var page = await browser.OpenAsync(new(hub.Address, place), width, height, scheme);
        await SignInAsync(page, user);
        return page;
    }

    public static async Task SignInAsync(BrowserPage page, string user)
    {
        await page.Locator("#sign-in-user").FillAsync(user);
        await page.Locator("#sign-in-password").FillAsync(ReviewHub.Password);
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#who")).ToContainTextAsync(user);
    }

    /// <summary>The picture of the open frame was on the screen: from now on it can be judged.</summary>
    public static Task SeenAsync(BrowserPage page) => Assertions.Expect(page.Locator("#review-unsure")).ToBeEnabledAsync();

    public static Task OpenFrameAsync(BrowserPage page, string id) => Assertions.Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"#/event/{id}$"));
}
