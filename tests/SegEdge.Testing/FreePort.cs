using System.Net;
using System.Net.Sockets;

namespace SegEdge.Testing;

/// <summary>TCP ports of 127.0.0.1 for servers that cannot choose one themselves, or must come back on the same one.</summary>
/// <remarks>Below Linux' ephemeral range (32768 and up): there, any outgoing connection may take a port while its server is down.</remarks>
public static class FreePort
{
    private const int First = 20000;
    private const int Count = 12000;

    private static int _next = Random.Shared.Next(Count);

    public static int Find()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException($"No free TCP port of 127.0.0.1 in {First}..{First + Count - 1}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false; // expected: taken
        }
    }
}
