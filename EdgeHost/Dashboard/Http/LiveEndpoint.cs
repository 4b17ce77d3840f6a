namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The live picture over a WebSocket, of the first camera or of <c>?camera=NAME</c>; <c>?ack=1</c> asks for at most two unanswered pictures under way.</summary>
internal static class LiveEndpoint
{
    public static async Task WatchAsync(HttpContext context, LiveFrames live, IHostApplicationLifetime host)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest,
                "/api/live speaks WebSocket and found a plain request. Open it with 'new WebSocket(...)'.");
            return;
        }
        // Browsers let any site open a WebSocket to any host: without this check another page could watch the camera.
        if (!SecurityHeaders.IsSameOrigin(context.Request))
        {
            await Reply.ProblemAsync(context, StatusCodes.Status403Forbidden,
                $"Live pictures refused to '{context.Request.Headers.Origin}': expected the dashboard's own page.");
            return;
        }
        string? camera = context.Request.Query["camera"];
        if ((camera is null ? live.First : live.Of(camera)) is not { } frames)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, $"No camera '{camera}': this device has {string.Join(", ", live.Cameras)}.");
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = TimeSpan.FromSeconds(10),
            KeepAliveTimeout = TimeSpan.FromSeconds(10),
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        using var viewer = new LiveViewer(socket, frames, acknowledges: context.Request.Query["ack"] == "1");
        await viewer.RunAsync(ending.Token);
    }
}
