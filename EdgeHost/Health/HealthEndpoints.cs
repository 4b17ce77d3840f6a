using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Health;

/// <summary><c>/startup</c>: the model is loaded and a first frame was segmented, if the camera gives any. <c>/live</c>: the process turns over, restart it if not.
/// <c>/ready</c>: frames are segmented now. 200 or 503, with reasons. A broker that is away degrades the
/// device; it does not make it unready. A camera that is away makes it unready, and not dead: it is tried again.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app, DeviceState state)
    {
        app.MapGet("/startup", () => Answer(state.HasComeUp, "the first frame is not segmented yet", state));
        app.MapGet("/live", () => Answer(state.Health().State != HealthState.Unhealthy, null, state));
        app.MapGet("/ready", () => Answer(state.IsReady, "no frame is segmented yet", state));
    }

    private static IResult Answer(bool good, string? otherwise, DeviceState state)
    {
        var health = state.Health();
        string[] reasons = good || health.Reasons.Count > 0 || otherwise is null ? [.. health.Reasons] : [otherwise];
        var (package, provider) = state.Serving;
        return Results.Json(new
        {
            state = health.State,
            reasons,
            provider = new { state = provider.StateName, name = provider.Name, reason = provider.Reason },
            model = new { name = package.Manifest.Name, version = package.Manifest.Version, sha256 = package.Sha256 },
        }, statusCode: good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
