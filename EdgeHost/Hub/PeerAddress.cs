using System.Net;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Who is at the other end of the connection, also once a proxy's headers say for whom it speaks.</summary>
internal static class PeerAddress
{
    private static readonly object Key = new();

    public static Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        context.Items[Key] = context.Connection.RemoteIpAddress;
        return next(context);
    }

    /// <returns>An IPv4 address as such, also on a socket for both families.</returns>
    public static IPAddress? Of(HttpContext context) => context.Items[Key] is IPAddress found ? found.IsIPv4MappedToIPv6 ? found.MapToIPv4() : found : null;
}
