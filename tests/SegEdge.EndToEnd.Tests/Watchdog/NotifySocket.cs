using System.Net.Sockets;
using System.Text;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Watchdog;

/// <summary>The service manager's end of sd_notify.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly List<string> _heard = [];

    public NotifySocket()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(Address));
        _socket.Blocking = false;
    }

    public string Address => _folder.File("notify");

    /// <summary>Every assertion so far, in order.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            Span<byte> datagram = stackalloc byte[4096];
            while (_socket.Available > 0) _heard.AddRange(Encoding.UTF8.GetString(datagram[.._socket.Receive(datagram)]).Split('\n'));
            return _heard;
        }
    }

    public int Beats => Heard.Count(assertion => assertion == "WATCHDOG=1");

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
