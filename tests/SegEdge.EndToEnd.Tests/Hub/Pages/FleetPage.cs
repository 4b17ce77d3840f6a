using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests.Hub.Pages;

/// <summary>One page of the simulated site.</summary>
/// <param name="Ready">What it has once it is whole.</param>
public sealed record FleetPage(string Name, string Address, string Ready)
{
    public static readonly (string Name, int Width, int Height)[] Sizes = [("phone", 390, 844), ("laptop", 1440, 900), ("wide", 2560, 1440)];

    public static readonly FleetPage[] All =
    [
        new("devices", "#/devices", "#page .device-card"),
        new("device", "#/devices/site-1/rover-002", "#page .device-main .card"),
        new("fleet", "#/fleet", "#page .heat-figure canvas"),
        new("wall", "#/wall", "#page .wall-tile"),
    ];

    public async Task IsReadyAsync(BrowserPage page)
    {
        await page.Locator(Ready).First.WaitForAsync();
        // A function: an expression that does not hold at once would be evaluated again by the page itself, whose policy forbids it.
        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('#page img')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight).every((one) => one.complete)");
        if (Name == "fleet") await Assertions.Expect(page.Locator("#page .heat-item:has(.heat-figure), #page .heat-item:has(p)")).Not.ToHaveCountAsync(0);
    }

    public override string ToString() => Name;
}
