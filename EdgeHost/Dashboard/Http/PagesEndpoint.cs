using System.Text.Json;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Which pages this server offers beyond the queue.</summary>
internal static class PagesEndpoint
{
    public static Task ListAsync(HttpContext context, EndpointDataSource endpoints) => Reply.JsonAsync(context,
        JsonSerializer.SerializeToUtf8Bytes([.. endpoints.Endpoints.SelectMany(one => one.Metadata.GetOrderedMetadata<OffersPage>()).Select(page => page.Name)], DashboardJson.Default.StringArray));
}
