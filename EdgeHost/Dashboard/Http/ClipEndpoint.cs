using Microsoft.AspNetCore.Http.HttpResults;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The video around a flagged frame, as the camera sent it: an MPEG transport stream, in ranges where they are asked for.</summary>
internal static class ClipEndpoint
{
    private const string Type = "video/mp2t";

    // A clip ends some seconds after its last event.
    private const int AskAgainS = 5;

    public static async Task OneAsync(HttpContext context, string eventId)
    {
        if (context.RequestServices.GetService<IEventClips>() is not { } clips)
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, "No clips are kept here; they stay on the device that wrote them.");
        else if (Open(clips.Find(eventId)) is { } file)
        {
            context.Response.Headers.CacheControl = "private, no-cache";
            FileStreamHttpResult clip = TypedResults.File(file, Type, $"{Path.GetFileName(file.Name)}", File.GetLastWriteTimeUtc(file.SafeFileHandle), enableRangeProcessing: true);
            await clip.ExecuteAsync(context);
        }
        else if (clips.IsBeingWritten(eventId))
        {
            context.Response.Headers.RetryAfter = $"{AskAgainS}";
            await Reply.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "This clip is still being written. Ask again in some seconds.");
        }
        else
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound,
                "No clip of this event is here: 'clip' in the event says whether there was one; newer clips may have taken its room (Clips:QuotaBytes), or somebody erased it.");
    }

    // Between the two, a newer clip may take its place.
    private static FileStream? Open(string? path)
    {
        try
        {
            return path is null ? null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
