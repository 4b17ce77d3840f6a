namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Pictures, masks and heat maps by hash. What a hash names never changes, so browsers may keep it for ever.</summary>
internal static class BlobEndpoint
{
    // The sender names the type. Only these are passed on: anything a browser could execute becomes plain bytes.
    private static readonly HashSet<string> KnownTypes = ["image/png", "image/jpeg", "application/vnd.segedge.heat"];

    public static async Task OneAsync(HttpContext context, string sha256, EventArchive archive)
    {
        if (!Sha256Id.IsValid(sha256) || archive.FindBlob(sha256) is not { } blob)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound,
                "No such blob here: expected the 64 lower-case hexadecimal digits of a sha256 that an event lists under 'blobs'.");
            return;
        }
        context.Response.ContentType = KnownTypes.Contains(blob.ContentType) ? blob.ContentType : "application/octet-stream";
        context.Response.ContentLength = blob.Bytes.Length;
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(blob.Bytes, context.RequestAborted);
    }
}
