namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Flagged frames, a page at a time or one by id.</summary>
internal static class EventEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    public static Task ListAsync(HttpContext context, EventArchive archive)
    {
        var query = context.Request.Query;
        var limitText = query["limit"].ToString();
        var limit = DefaultPage;
        if (limitText.Length > 0 && (!int.TryParse(limitText, out limit) || limit is < 1 or > LargestPage))
            return Reply.ProblemAsync(context, StatusCodes.Status400BadRequest,
                $"'limit' is '{limitText}', expected a number from 1 to {LargestPage}.");
        var before = query["before"].ToString();
        if (before.Length > 0 && !EventCard.IsValidId(before))
            return Reply.ProblemAsync(context, StatusCodes.Status400BadRequest,
                "'before' is no event id. Use the last item's eventId of the page you have.");
        return Reply.JsonAsync(context, EventItem.Page(archive.List(limit, before.Length > 0 ? before : null), archive.Counts.Events));
    }

    public static Task OneAsync(HttpContext context, string eventId, EventArchive archive) =>
        EventCard.IsValidId(eventId) && archive.FindEvent(eventId) is { } found
            ? Reply.JsonAsync(context, EventItem.One(found))
            : Reply.ProblemAsync(context, StatusCodes.Status404NotFound,
                "This event is not in the device's memory: it never came, or newer ones took its place. Look in the site's archive.");
}
