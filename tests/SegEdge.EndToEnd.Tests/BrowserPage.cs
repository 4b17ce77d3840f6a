using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A page that remembers every complaint of the browser: console errors, broken policy, uncaught exceptions.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // Reading canvases back is what these tests do, not the page.
            if (message.Text.Contains("willReadFrequently", StringComparison.Ordinal)) return;
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, problem) => _complaints.Enqueue($"uncaught: {problem}");
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    public IReadOnlyCollection<string> Requests => _requests;

    public ILocator Locator(string selector) => Page.Locator(selector);

    /// <summary>A number that changes with any pixel of a canvas.</summary>
    public Task<long> PixelsAsync(string canvas) => Page.EvaluateAsync<long>(
        """
        (selector) => {
          const canvas = document.querySelector(selector);
          const data = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          let hash = 2166136261;
          for (let i = 0; i < data.length; i += 7) hash = Math.imul(hash ^ data[i], 16777619);
          return hash >>> 0;
        }
        """,
        canvas);

    /// <summary>Red, green, blue of the canvas at a place, 0..1 from left and top.</summary>
    public Task<int[]> ColorAtAsync(string canvas, double x, double y) => Page.EvaluateAsync<int[]>(
        """
        ([selector, x, y]) => {
          const c = document.querySelector(selector);
          return [...c.getContext('2d').getImageData(Math.floor(x * c.width), Math.floor(y * c.height), 1, 1).data].slice(0, 3);
        }
        """,
        new object[] { canvas, x, y });

    /// <summary>What must not appear cannot be waited for: time enough to decode a picture and to draw it.</summary>
    public async Task SettleAsync() => await Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
