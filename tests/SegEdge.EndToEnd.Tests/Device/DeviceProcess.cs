using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A whole device in its own process, on ports of its own.</summary>
internal sealed class DeviceProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = Eventually.Patience };

    private readonly TemporaryFolder _outbox = new();

    private DeviceProcess(Uri dashboard, string[] arguments)
    {
        Dashboard = dashboard;
        string[] outbox = arguments.Any(a => a.StartsWith("Outbox:Folder=", StringComparison.Ordinal)) ? [] : ["--set", $"Outbox:Folder={_outbox.Path}"];
        Process = SegEdgeProcess.Start(null, ["run", .. outbox, .. arguments]);
    }

    public SegEdgeProcess Process { get; }

    public Uri Dashboard { get; }

    /// <summary>Starts it and waits until frames are segmented.</summary>
    public static Task<DeviceProcess> StartAsync(params IEnumerable<string> settings) => StartUntilAsync("ready", settings);

    /// <summary>Starts it and waits until <paramref name="endpoint"/> answers with success.</summary>
    public static async Task<DeviceProcess> StartUntilAsync(string endpoint, params IEnumerable<string> settings)
    {
        var port = FreePort.Find();
        string[] common = ["--set", $"Dashboard:Port={port}", "--set", $"Broker:Port={FreePort.Find()}"];
        var device = new DeviceProcess(new Uri($"http://127.0.0.1:{port}/"), [.. common, .. settings.SelectMany(s => new[] { "--set", s })]);
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(device.Process.HasExited || device.Answers(endpoint)), () => $"the device answers /{endpoint}; {device.Process.Errors}");
            Assert.False(device.Process.HasExited, device.Process.Errors + device.Process.Output);
            return device;
        }
        catch
        {
            // Nobody else would end it.
            await device.DisposeAsync();
            throw;
        }
    }

    /// <summary>True if the endpoint answers with success.</summary>
    public bool Answers(string endpoint)
    {
        try
        {
            return Http.GetAsync(new Uri(Dashboard, endpoint)).GetAwaiter().GetResult().IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false; // expected: not listening yet
        }
    }

    public async Task<JsonElement> StatusAsync() => await Http.GetFromJsonAsync<JsonElement>(new Uri(Dashboard, "api/status"));

    /// <summary>What <c>/ready</c> says, ready or not.</summary>
    public async Task<JsonElement> ReadyAsync()
    {
        using var answer = await Http.GetAsync(new Uri(Dashboard, "ready"));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Asks for a flag as the dashboard's button does.</summary>
    public async Task TriggerAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Dashboard, "api/trigger")) { Headers = { { "X-SegEdge", "1" } } };
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _outbox.Dispose();
    }
}
