using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Answers of the API: never cached unless said, JSON throughout.</summary>
internal static class Reply
{
    private const string JsonType = "application/json; charset=utf-8";

    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        JsonAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    public static async Task JsonAsync(HttpContext context, ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = JsonType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    public static Task ProblemAsync(HttpContext context, int status, string error) =>
        JsonAsync(context, new ApiProblem(error), DashboardJson.Default.ApiProblem, status);
}
