using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary><c>POST /api/events/{id}/verdicts</c>: a verdict, or one taken back. The answer is the event as it now is.</summary>
internal static class VerdictEndpoint
{
    public static async Task GiveAsync(HttpContext context, string eventId, ReviewDesk desk, IEventSource events)
    {
        var user = context.User.Identity!.Name!;
        var (request, problem) = await JsonBody.ReadAsync(context, HubJson.Default.VerdictRequest);
        if (request is null)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }
        var outcome = EventCard.IsValidId(eventId)
            ? await desk.GiveAsync(eventId, request, user, HubRoles.RightsOf(context.User), context.RequestAborted)
            : new(StatusCodes.Status404NotFound, events.Absence);
        if (outcome.Problem is { } refusal) await Reply.ProblemAsync(context, outcome.Status, refusal);
        else await Reply.JsonAsync(context, EventItem.One((await events.FindEventAsync(eventId, context.RequestAborted))!, user), outcome.Status);
    }
}
