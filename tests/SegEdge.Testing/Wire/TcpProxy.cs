using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SegEdge.Testing;

/// <summary>A wire between a client and a server on this machine that a test can cut, silence, slow down or let do worse.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _sockets = [];
    private readonly CancellationTokenSource _closed = new();
    private readonly int _server;
    private readonly Func<IWireFault>? _fault;
    private readonly Task _accepting;
    private volatile bool _refusing;
    private volatile bool _silent;
    private long _delayTicks;

    /// <param name="fault">Made anew for each connection.</param>
    public TcpProxy(int serverPort, Func<IWireFault>? fault = null)
    {
        (_server, _fault) = (serverPort, fault);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What each piece of at most 16 kB waits before it goes on, in both directions: a slow link as much as a far one.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    /// <summary>Ends every connection with a reset, as a dead radio or a killed process does, and ends new ones at once.</summary>
    public void Cut()
    {
        _refusing = true;
        foreach (var socket in _sockets.Keys) Abort(socket);
    }

    /// <summary>Sockets stay open, nothing passes: the half-open link.</summary>
    public void Silence() => _silent = true;

    /// <summary>New connections work again; bytes swallowed meanwhile stay lost.</summary>
    public void Restore() => _refusing = _silent = false;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        foreach (var socket in _sockets.Keys) socket.Dispose();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
        }
        catch (Exception e) when (IsEnd(e)) { } // expected: closed
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _sockets[client] = _sockets[server] = true;
        try
        {
            if (_refusing) return;
            await server.ConnectAsync(IPAddress.Loopback, _server, _closed.Token);
            var fault = _fault?.Invoke();
            var up = PumpAsync(client, server, bytes => fault?.Up(bytes) ?? bytes);
            var down = PumpAsync(server, client, bytes => fault?.Down(bytes) ?? bytes);
            await Task.WhenAny(up, down);
        }
        catch (Exception e) when (IsEnd(e)) { } // expected: the wire ended
        finally
        {
            foreach (var socket in new[] { client, server })
            {
                _sockets.TryRemove(socket, out _);
                Abort(socket);
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> pass)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _closed.Token) is > 0 and var read)
            {
                if (Delay is { Ticks: > 0 } delay) await Task.Delay(delay, _closed.Token);
                if (!_silent) await to.GetStream().WriteAsync(pass(buffer.AsMemory(0, read)), _closed.Token);
            }
        }
        catch (Exception e) when (IsEnd(e)) { } // expected: the wire ended
    }

    // NullReference: TcpClient's setters, when another thread disposed it.
    private static bool IsEnd(Exception e) => e is IOException or SocketException or OperationCanceledException
        or InvalidOperationException or NullReferenceException;

    // Linger 0 turns the close into a reset: no farewell of any layer.
    private static void Abort(TcpClient socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
            socket.Dispose();
        }
        catch (Exception e) when (IsEnd(e)) { } // expected: both ends close at once
    }
}
