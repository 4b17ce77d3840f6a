using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SegEdge.EdgeHost.Watchdog;

/// <summary>systemd's notify socket (sd_notify(3)): one datagram an assertion. Without one, nothing is sent.</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _end;

    /// <param name="address">NOTIFY_SOCKET: a path, or @ and a name for an abstract socket; null: none.</param>
    /// <param name="heartbeatWithin">WATCHDOG_USEC; null: no heartbeat is waited for.</param>
    public ServiceManager(string? address, TimeSpan? heartbeatWithin)
    {
        HeartbeatWithin = heartbeatWithin;
        if (address is not { Length: > 1 }) return;
        // A manager that does not read fills the queue: whoever watches for hangs must not hang there.
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        _end = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
    }

    public bool Listens => _socket is not null;

    public TimeSpan? HeartbeatWithin { get; }

    /// <summary>As the environment says. Removes it there, so that children do not speak in our name.</summary>
    public static ServiceManager OfThisProcess()
    {
        var (address, within, forProcess) = (Take("NOTIFY_SOCKET"), Take("WATCHDOG_USEC"), Take("WATCHDOG_PID"));
        var ours = forProcess is null || forProcess == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new ServiceManager(address, ours && long.TryParse(within, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds) : null);

        static string? Take(string name)
        {
            var value = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, null);
            return value is { Length: > 0 } ? value : null;
        }
    }

    /// <returns>False if nobody took it.</returns>
    public bool Notify(params ReadOnlySpan<string> assertions)
    {
        if (_socket is null) return false;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(string.Join('\n', assertions)), _end!);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false; // a manager that does not listen cannot be told so
        }
    }

    public void Dispose() => _socket?.Dispose();
}
