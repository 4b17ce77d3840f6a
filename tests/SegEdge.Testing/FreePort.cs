using System.Net;
using System.Net.Sockets;

namespace SegEdge.Testing;

/// <summary>A TCP port of 127.0.0.1 that nobody used a moment ago. Somebody may take it before the caller does; that is rare and
/// loud.</summary>
public static class FreePort
{
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
