namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The state of the device, and the one thing an operator may ask of it.</summary>
internal static class StatusEndpoints
{
    // A form on another site can post, but cannot add a header without our consent by CORS, which is never given.
    private const string GuardHeader = "X-SegEdge";

    public static Task StatusAsync(HttpContext context, IDashboardState state) =>
        Reply.JsonAsync(context, state.Status(), DashboardJson.Default.DashboardStatus);

    public static Task TriggerAsync(HttpContext context, IDashboardState state)
    {
        if (context.Request.Headers[GuardHeader] != "1" || !SecurityHeaders.IsSameOrigin(context.Request))
            return Reply.ProblemAsync(context, StatusCodes.Status403Forbidden,
                $"Trigger refused: expected the header '{GuardHeader}: 1' from the dashboard's own page. Add it when you call by script.");
        if (!state.TriggerFlag())
            return Reply.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable,
                "Trigger refused: the pipeline delivers no frames now. See the health reasons in /api/status.");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
