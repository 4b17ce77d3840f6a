namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Pictures, masks and heat maps by hash. What a hash names never changes, but somebody may have removed it: browsers keep it, and ask each time.</summary>
internal static class BlobEndpoint
{
    // The sender names the type. Only these are passed on: anything a browser could execute becomes plain bytes.
    private static readonly HashSet<string> KnownTypes = ["image/png", "image/jpeg", "application/vnd.segedge.heat"];

    public static async Task OneAsync(HttpContext context, string sha256, IEventSource events)
    {
        if (!Sha256Id.IsValid(sha256) || await events.FindBlobAsync(sha256, context.RequestAborted) is not { } blob)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound,
                "No such blob here: expected the 64 lower-case hexadecimal digits of a sha256 that an event lists under 'blobs'.");
            return;
        }
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.ETag = $"\"{sha256}\"";
        if (context.Request.Headers.IfNoneMatch == context.Response.Headers.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = KnownTypes.Contains(blob.ContentType) ? blob.ContentType : "application/octet-stream";
        context.Response.ContentLength = blob.Bytes.Length;
        await context.Response.Body.WriteAsync(blob.Bytes, context.RequestAborted);
    }
}
