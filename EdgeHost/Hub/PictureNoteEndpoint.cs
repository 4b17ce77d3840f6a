using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Exports;

namespace SegEdge.EdgeHost.Hub;

/// <summary><c>POST /api/events/{id}/exports</c>: the page composes pictures itself, and says so before it saves one.</summary>
internal static class PictureNoteEndpoint
{
    public static async Task NoteAsync(HttpContext context, string eventId, IEventSource events, IExportContext exports)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, HubJson.Default.PictureNoteRequest);
        problem ??= VerdictRules.LayersProblem(request!.Shown);
        if (problem is not null) await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem);
        else if (!EventCard.IsValidId(eventId) || await events.FindEventAsync(eventId, context.RequestAborted) is null) await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, events.Absence);
        else
        {
            await exports.RecordAsync(new(ExportKinds.Picture) { EventId = eventId, Events = 1, Shown = request!.Shown! }, context.User.Identity!.Name, context.RequestAborted);
            await Reply.JsonAsync(context, "{}"u8.ToArray(), StatusCodes.Status201Created);
        }
    }
}
