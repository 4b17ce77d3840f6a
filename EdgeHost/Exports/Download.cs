namespace SegEdge.EdgeHost.Exports;

/// <summary>Answers that a browser saves and never shows.</summary>
internal static class Download
{
    /// <param name="fileName">Of <see cref="SafeName"/> and an ending of ours.</param>
    public static void Begin(HttpContext context, string fileName, string type)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        context.Response.Headers.CacheControl = "no-store";
    }

    public static async Task SendAsync(HttpContext context, string fileName, string type, MemoryStream file)
    {
        Begin(context, fileName, type);
        context.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
