using System.Runtime.CompilerServices;
using System.Text;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Exports of what a filter of the queue selects; the filters are those of <c>GET /api/events</c>.</summary>
internal static class SetExportEndpoints
{
    public static async Task CsvAsync(HttpContext context, IEventSource events, IExportContext exports, TimeProvider time)
    {
        if (await SelectionAsync(context, events) is not { } selection) return;
        var (user, ct) = (context.User.Identity?.Name, context.RequestAborted);
        await exports.RecordAsync(new(ExportKinds.Csv) { Selection = selection.ToString() }, user, ct);
        Download.Begin(context, FileName("events", time, ".csv"), "text/csv; charset=utf-8; header=present");
        await WriteAsync(context, EventCsv.Head());
        await foreach (var page in selection.PagesAsync(ct)) await WriteAsync(context, string.Concat(page.Select(item => EventCsv.Of(item, user))));
    }

    public static async Task CocoAsync(HttpContext context, IEventSource events, IExportContext exports, TimeProvider time)
    {
        if (await SelectionAsync(context, events) is not { } selection) return;
        var (set, ct) = (new CocoSet(events, exports, time), context.RequestAborted);
        // Looked for before anything is sent, so that nothing found is an answer and not an empty file.
        var hasAny = false;
        if (selection.Query.Filter.Reviewed != false)
            await foreach (var frame in ConfirmedAsync(selection.Reviewed(), ct))
                if (hasAny = await set.PictureAsync(frame, ct) is not null) break;
        if (!hasAny)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, "Nothing to export: no frame of this selection is confirmed and has both a picture and a mask here. Confirm some, or choose another filter.");
            return;
        }

        await exports.RecordAsync(new(ExportKinds.CocoSet) { Selection = selection.ToString() }, context.User.Identity?.Name, ct);
        await set.SendAsync(context, FileName("coco", time, ".zip"), ConfirmedAsync(selection.Reviewed(), ct), selection.ToString());
    }

    public static async Task PackAsync(HttpContext context, IEventSource events, IExportContext exports, TimeProvider time)
    {
        if (await SelectionAsync(context, events) is not { } selection) return;
        var (user, ct) = (context.User.Identity?.Name, context.RequestAborted);
        var frames = new List<ExportedFrame>();
        await foreach (var page in selection.PagesAsync(ct))
        {
            frames.AddRange(page.Select(ExportedFrame.Of).OfType<ExportedFrame>());
            if (frames.Count > AuditPack.MostEvents) break;
        }

        // Half a selection would look like all of it.
        if (frames.Count > AuditPack.MostEvents)
            await Reply.ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, $"The filter selects more than {AuditPack.MostEvents} events, which is as many as an audit pack holds. Narrow it, by device or with a time (from, to), and make several packs.");
        else if (frames.Count == 0)
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, "Nothing to export: the filter selects no event.");
        else
        {
            await exports.RecordAsync(new(ExportKinds.PackSet) { Selection = selection.ToString(), Events = frames.Count }, user, ct);
            await new AuditPack(events, exports, time).SendAsync(context, FileName("pack", time, ".zip"), frames, selection.ToString(), user);
        }
    }

    private static async Task<Selection?> SelectionAsync(HttpContext context, IEventSource events)
    {
        var (selection, problem) = Selection.Read(context, events);
        if (selection is null) await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
        return selection;
    }

    private static async IAsyncEnumerable<ExportedFrame> ConfirmedAsync(Selection selection, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in selection.PagesAsync(ct))
            foreach (var item in page)
                if (CocoSet.IsConfirmed(item) && ExportedFrame.Of(item) is { } frame) yield return frame;
    }

    private static Task WriteAsync(HttpContext context, string text) => context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask();

    private static string FileName(string what, TimeProvider time, string ending) => $"segedge-{what}-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}{ending}";
}
