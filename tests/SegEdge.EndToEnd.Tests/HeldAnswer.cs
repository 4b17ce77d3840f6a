using Microsoft.Playwright;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>One answer to a script of the page: the server has given it, and it comes when the test lets it.</summary>
internal sealed class HeldAnswer
{
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    /// <summary>Holds the first answer from now on; those after it pass.</summary>
    public static async Task<HeldAnswer> OfAsync(BrowserPage page, string url)
    {
        var held = new HeldAnswer();
        await page.Page.RouteAsync(url, held.HoldAsync);
        return held;
    }

    /// <summary>The server has answered.</summary>
    public Task GivenAsync() => _given.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

    public async Task ReleaseAsync()
    {
        _released.SetResult();
        await _arrived.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
    }

    private async Task HoldAsync(IRoute route)
    {
        // Rows ask for their thumbnails by themselves.
        if (route.Request.ResourceType != "fetch" || Interlocked.Exchange(ref _asked, 1) == 1)
        {
            await route.FallbackAsync();
            return;
        }
        var answer = await route.FetchAsync();
        _given.SetResult();
        await _released.Task;
        await route.FulfillAsync(new() { Response = answer });
        _arrived.SetResult();
    }
}
