using Microsoft.Playwright;
using SegEdge.Testing;

[assembly: AssemblyFixture(typeof(SegEdge.EndToEnd.Tests.Browser))]

namespace SegEdge.EndToEnd.Tests;

/// <summary>One Chromium for all tests, started by the first that needs it; they are skipped where there is none.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task<BrowserPage> OpenAsync(
        Uri address, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark, ReducedMotion motion = ReducedMotion.Reduce)
    {
        var browser = await StartAsync();
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = motion,
            Locale = "en-GB",
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        var watched = new BrowserPage(context, page);
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        if (!File.Exists(Executable)) Assert.Skip($"No {Executable} on this machine; install the chromium package.");
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // A page's own timeout is not theirs.
            Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds);
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Executable,
                Headless = true,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                ],
            });
        }
        finally { _gate.Release(); }
    }
}
