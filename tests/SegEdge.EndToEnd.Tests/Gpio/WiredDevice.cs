using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>A whole device in this process, with a camera that can break and lines that a test moves.</summary>
internal sealed class WiredDevice : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DeviceHost _host;

    public WiredDevice(params string[] settings)
    {
        string[] common =
        [
            "Camera:FramesPerSecond=20", "Camera:Width=320", "Camera:Height=192", "Explain:Enabled=false", "Mqtt:StateEvery=00:00:01", "Flags:0:Kind=Trigger", "Flags:0:Severity=Alert",
            $"Dashboard:Port={FreePort.Find()}", $"Broker:Port={BrokerPort}", $"Outbox:Folder={AuditFolder}",
        ];
        var (configuration, options, problems) = ConfigurationLoader.Load(null, [.. common, .. settings]);
        var checkedParts = StartupCheck.Run(options, problems);
        Camera = new BreakableCamera(checkedParts.Sources[0]);
        Chips.AlwaysOn[GpioRig.EmergencyStop] = 1;
        options = options with { Gpio = GpioRig.Options with { ResultWithin = TimeSpan.FromSeconds(20) } };
        _host = new DeviceHost(options, configuration, new DeviceParts
        {
            Gpio = new GpioLines(options.Gpio, Chips),
            Sources = [Camera],
            Slot = checkedParts.Slot,
        });
        Run = _host.RunAsync(afterwards: null, _stop.Token);
    }

    public int BrokerPort { get; } = FreePort.Find();

    public string AuditFolder => _folder.File("outbox");

    public BreakableCamera Camera { get; }

    public ScriptedGpioChips Chips { get; } = new();

    public Task<RunSummary> Run { get; }

    public bool IsSafe => Chips.Main[GpioRig.Safe] == 0;

    public Task ReleasedAsync() => Eventually.TrueAsync(() => Run.IsCompleted || !IsSafe, "the outputs leave their safe levels");

    public async Task<RunSummary> StopAsync()
    {
        await _stop.CancelAsync();
        return await Run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try { await Run; }
        catch (Camera.CameraException) { } // expected: a test broke it
        await _host.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
