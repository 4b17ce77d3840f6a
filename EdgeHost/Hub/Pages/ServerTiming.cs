using System.Diagnostics;
using System.Globalization;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Says how long an answer took (<c>Server-Timing</c>): for a browser's network view, and for the benchmark.</summary>
internal static class ServerTiming
{
    public static ValueTask<object?> MeasureAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (start, response) = (Stopwatch.GetTimestamp(), invocation.HttpContext.Response);
        response.OnStarting(() =>
        {
            response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"app;dur={Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0}");
            return Task.CompletedTask;
        });
        return next(invocation);
    }
}
