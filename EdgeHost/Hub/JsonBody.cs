using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Reads a request's body, which may be anything.</summary>
internal static class JsonBody
{
    /// <returns>The value, or what is wrong.</returns>
    /// <exception cref="BadHttpRequestException">Too large; the server answers 413.</exception>
    public static async Task<(T? Value, string? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType()) return (null, "Expected a body of type application/json.");
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } value ? (value, null) : (null, "The body is null, expected a JSON object.");
        }
        catch (JsonException e)
        {
            return (null, $"The body is not the JSON object that is expected here{(e.Path is { } path ? $", at '{path}'" : "")}.");
        }
    }
}
