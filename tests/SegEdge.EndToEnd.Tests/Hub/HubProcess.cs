using System.Globalization;
using System.Net.Sockets;
using SegEdge.EdgeHost.Security;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub;

/// <summary><c>segedge hub</c> in its own process, with a key of its own that devices know.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = Eventually.Patience };

    private HubProcess(Uri address, IEnumerable<string> settings) =>
        (Address, Process) = (address, SegEdgeProcess.Start(null, ["hub", .. settings.SelectMany(setting => new[] { "--set", setting })]));

    public SegEdgeProcess Process { get; }

    public Uri Address { get; }

    /// <param name="keys">Where devices find its public key.</param>
    /// <param name="folder">For key, counter, quarantine and the embedded store; the same in the next life.</param>
    public static async Task<HubProcess> StartAsync(int broker, string keys, string folder, params string[] settings)
    {
        var keyFile = Path.Combine(Directory.CreateDirectory(folder).FullName, "command.key");
        if (!File.Exists(keyFile))
        {
            using var key = SigningKey.Create();
            key.Save(keyFile, Path.Combine(keys, key.Id + ".pem"));
        }

        var port = FreePort.Find();
        var hub = new HubProcess(new Uri($"http://127.0.0.1:{port}/"),
        [
            $"Dashboard:Port={port}", "Mqtt:Host=127.0.0.1", $"Mqtt:Port={broker}", $"Hub:Folder={folder}", $"Hub:KeyFile={keyFile}",
            "Hub:ReceiptEvery=00:00:00.1", "Hub:TidyEvery=00:00:00.2", "Hub:HolePatience=00:00:00", .. settings,
        ]);
        await Eventually.TrueAsync(async () => hub.Process.HasExited || await hub.IsReadyAsync(), () => $"the hub is ready:\n{hub.Process.Output}{hub.Process.Errors}");
        Assert.False(hub.Process.HasExited, hub.Process.Errors + hub.Process.Output);
        return hub;
    }

    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri(Address, "metrics"));

    /// <summary>Of <c>/metrics</c>; 0 where it is not there yet.</summary>
    public async Task<long> MetricAsync(string start)
    {
        var text = await MetricsAsync();
        return text.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line.Split(' ')).Sum(parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Asks it to end, and waits.</summary>
    public async Task<string> StopAsync()
    {
        Process.Terminate();
        var (code, output, errors) = await Process.EndAsync();
        Assert.True(code == 0, errors + output);
        return output;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false; // expected: not listening yet
        }
    }
}
