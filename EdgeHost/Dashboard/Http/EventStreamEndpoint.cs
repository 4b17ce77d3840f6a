using System.Globalization;
using System.Text;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Server-sent events: <c>flagged</c> for a new item, <c>updated</c> when one of its blobs came or went, <c>reset</c> when the
/// browser's place in the stream belongs to an earlier run, or too much changed since, and it should load its list again.</summary>
/// <remarks>The id is "{life}.{revision}". Nothing is queued per browser: it is told what changed since its revision.</remarks>
internal static class EventStreamEndpoint
{
    // Shorter than the usual 30 s of proxies, and soon enough to notice a browser that went away.
    private static readonly TimeSpan HeartBeat = TimeSpan.FromSeconds(10);

    public static async Task StreamAsync(HttpContext context, IEventSource events, IHostApplicationLifetime host)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try { await SendAsync(context, events, ending.Token); }
        catch (OperationCanceledException) { } // expected: the browser left or the host stops
    }

    private static async Task SendAsync(HttpContext context, IEventSource events, CancellationToken ct)
    {
        var place = LastId(context.Request);
        var resumed = Resume(place, events);
        var revision = resumed ?? events.Revision;
        // The browser's own wait before it connects again; then our place, so that it can resume before the first item.
        await WriteAsync(context, $"retry: 2000\n{(resumed is null && place.Length > 0 ? "event: reset\n" : "event: hello\n")}"
            + $"id: {events.LifeId}.{revision}\ndata: {{}}\n\n", ct);
        var watch = context.RequestServices.GetService<ISessionWatch>();
        while (watch?.IsOver(context.User) != true)
        {
            var known = revision;
            if (await events.ChangesSinceAsync(known, ct) is not { } changes)
            {
                revision = events.Revision;
                await WriteAsync(context, $"event: reset\nid: {events.LifeId}.{revision}\ndata: {{}}\n\n", ct);
                continue;
            }
            foreach (var item in changes.Items)
            {
                var kind = item.FirstRevision > known ? "flagged" : "updated";
                await WriteAsync(context, $"event: {kind}\nid: {events.LifeId}.{item.Revision}\ndata: ", ct);
                await context.Response.Body.WriteAsync(EventItem.One(item, context.User.Identity?.Name), ct);
                await WriteAsync(context, "\n\n", ct);
            }
            revision = changes.Items.Count > 0 ? Math.Max(changes.UpTo, changes.Items[^1].Revision) : changes.UpTo;
            await WaitOrBeatAsync(context, events, revision, ct);
        }
    }

    private static async Task WaitOrBeatAsync(HttpContext context, IEventSource events, long revision, CancellationToken ct)
    {
        try { await events.WaitForChangeAsync(revision, ct).WaitAsync(HeartBeat, ct); }
        catch (TimeoutException) { await WriteAsync(context, ": beat\n\n", ct); }
    }

    // A page that made a new EventSource cannot set the header, hence the query.
    private static string LastId(HttpRequest request) =>
        request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["after"].ToString();

    private static long? Resume(string place, IEventSource events)
    {
        var dot = place.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || place[..dot] != events.LifeId) return null;
        var digits = place.AsSpan(dot + 1);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken ct)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await context.Response.Body.FlushAsync(ct);
    }
}
