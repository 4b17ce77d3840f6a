namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Flagged frames, a page at a time or one by id.</summary>
internal static class EventEndpoints
{
    public static async Task ListAsync(HttpContext context, IEventSource events)
    {
        var (query, problem) = EventQueryText.Read(context.Request.Query, context.User.Identity?.Name);
        if (query is null) await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
        else await Reply.JsonAsync(context, EventItem.Page(await events.ListAsync(query, context.RequestAborted), query.User));
    }

    public static async Task OneAsync(HttpContext context, string eventId, IEventSource events)
    {
        if (EventCard.IsValidId(eventId) && await events.FindEventAsync(eventId, context.RequestAborted) is { } found)
            await Reply.JsonAsync(context, EventItem.One(found, context.User.Identity?.Name));
        else
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, events.Absence);
    }
}
