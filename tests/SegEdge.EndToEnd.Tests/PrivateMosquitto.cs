using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A real Mosquitto for one test, on a free port of this machine; stopped by its own process id.</summary>
internal sealed class PrivateMosquitto : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/mosquitto";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public int Port { get; } = FreePort();

    public static async Task<PrivateMosquitto> StartAsync()
    {
        if (!File.Exists(Executable)) Assert.Skip($"No {Executable} on this machine; install the mosquitto package.");
        var broker = new PrivateMosquitto();
        await File.WriteAllTextAsync(broker._folder.File("mosquitto.conf"),
            $"listener {broker.Port} 127.0.0.1\nallow_anonymous true\npersistence false\n", TestContext.Current.CancellationToken);
        await broker.RestartAsync();
        return broker;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        _process = Process.Start(new ProcessStartInfo(Executable, ["-c", _folder.File("mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException) { await Task.Delay(50, TestContext.Current.CancellationToken); } // expected: not up yet
        }
        throw new InvalidOperationException($"Mosquitto did not listen on 127.0.0.1:{Port} within 5 s.");
    }

    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
