using System.Text.Json;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A device ends in order, whatever went wrong in it before.</summary>
public sealed class DeviceEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task AFaultOfOurs_WhileAnEngineIsBuilt_KeepsNothingFromTheOrderlyEnd()
    {
        TinyOnnx.Logits(64, 32).SaveTo(_folder);
        var (configuration, options, problems) = ConfigurationLoader.Load(null,
        [
            $"Model:Path={_folder.Path}", "Model:Runtime:Provider=tensorrt", "Model:Runtime:Policy=prefer", $"Model:Runtime:TensorRt:CacheFolder={_folder.File("engines")}",
            "Camera:FramesPerSecond=20", "Camera:Width=320", "Camera:Height=192", "Explain:Enabled=false", "Pipeline:MaxFrames=5",
            $"Dashboard:Port={FreePort.Find()}", $"Broker:Port={FreePort.Find()}", $"Outbox:Folder={_folder.File("outbox")}",
        ]);
        var parts = StartupCheck.Run(options, problems);
        Assert.NotNull(parts.Model!.Pending);
        // No clock takes it, so that waiting for the builder throws what nobody expects.
        var runtime = options.Model.Runtime;
        options = options with { Model = options.Model with { Runtime = runtime with { TensorRt = runtime.TensorRt with { BuildMinutes = -5 } } } };
        await using var device = new DeviceHost(options, configuration, parts);
        await device.RunAsync(afterwards: null, TestContext.Current.CancellationToken);
        var last = JsonDocument.Parse(File.ReadLines(Path.Combine(_folder.File("outbox"), AuditFile.Name)).Last()).RootElement;
        Assert.Equal("stop", last.GetProperty("action").GetString());
    }

    public void Dispose() => _folder.Dispose();
}
