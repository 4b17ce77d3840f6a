using System.Net;
using System.Net.Sockets;

namespace SegEdge.Camera.Tests.Live;

/// <summary>Answers every connection with random bytes.</summary>
internal sealed class NoiseServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _serving;

    public NoiseServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _serving;
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task ServeAsync()
    {
        var random = new Random(1);
        var noise = new byte[4096];
        while (true)
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                for (var n = 0; n < 16; n++)
                {
                    random.NextBytes(noise);
                    await client.GetStream().WriteAsync(noise, _closed.Token);
                }
            }
            catch (OperationCanceledException)
            {
                return; // expected: closed
            }
            catch (Exception e) when (e is IOException or SocketException) { } // expected: the client had enough
    }
}
