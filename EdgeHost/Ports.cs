using System.Net;
using System.Net.Sockets;

namespace SegEdge.EdgeHost;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The wanted one, or any that is free.</summary>
    public static int FreeOr(int wanted)
    {
        if (IsFree(wanted)) return wanted;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
