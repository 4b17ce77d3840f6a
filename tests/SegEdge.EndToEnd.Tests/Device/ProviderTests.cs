using System.Device.Gpio;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.EndToEnd.Tests.Gpio;
using SegEdge.EndToEnd.Tests.Watchdog;
using SegEdge.Pipeline.Engines;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>What a device without an accelerator says and does when it is to have one.</summary>
public sealed class ProviderTests : IDisposable
{
    private readonly TemporaryFolder _model = new(), _engines = new();

    public void Dispose()
    {
        _model.Dispose();
        _engines.Dispose();
    }

    [Fact]
    public async Task Preferred_TheCpuServes_DegradedAndWithEveryReason()
    {
        await using var device = await DeviceProcess.StartAsync(Settings("tensorrt", "prefer"));
        await Eventually.TrueAsync(async () => Reasons(await device.ReadyAsync()).Contains("2 failed", StringComparison.Ordinal), "the builder was tried twice");
        var ready = await device.ReadyAsync();
        Assert.Equal("degraded", ready.GetProperty("state").GetString());
        Assert.Equal(("CPU_DEGRADED", "cpu"), (ready.GetProperty("provider").GetProperty("state").GetString(), ready.GetProperty("provider").GetProperty("name").GetString()));
        Assert.Contains("cuda: CUDAExecutionProvider is not to be had: this build of ONNX Runtime has", Reasons(ready), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_ItBuildsFirst_AndWhenThatFailsTwiceItRefusesToStart()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, ["run", .. Arguments("tensorrt", "require")]);
        Assert.Equal(2, code);
        Assert.Contains("TensorRT's engine of 'tiny' is being built", output, StringComparison.Ordinal);
        Assert.Contains("required, but tensorrt: no engine of 'tiny' works, 2 failed", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("fault:", errors, StringComparison.Ordinal);
        (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["run", .. Arguments("cuda", "require")]);
        Assert.Equal(2, code);
        Assert.Contains("Model:Runtime:Policy=prefer", errors, StringComparison.Ordinal);
    }

    // On an Orin a build outlasts TimeoutStartSec, and what the outputs hold back must be held back until the device works.
    [Fact]
    public async Task WhileAnEngineIsBuilt_SystemdIsAskedForMoreTime_AndTheOutputsAreHeldAtTheirSafeLevels()
    {
        using var socket = new NotifySocket();
        using var manager = new ServiceManager(socket.Address, null);
        var chips = new ScriptedGpioChips();
        var (_, options, problems) = ConfigurationLoader.Load(null, [.. Settings("tensorrt", "require"), $"Dashboard:Port={FreePort.Find()}"]);
        var missing = Assert.Throws<EngineMissingException>(() => StartupCheck.Run(options, problems, withHardware: false));
        await EngineWait.BuildAsync(missing.Order, options with { Gpio = GpioRig.Options }, manager, chips, TestContext.Current.CancellationToken);
        Assert.Equal("EXTEND_TIMEOUT_USEC=900000000", socket.Heard[0]);
        Assert.StartsWith("STATUS=", socket.Heard[1], StringComparison.Ordinal);
        Assert.Equal([(GpioRig.Safe, PinValue.Low), (GpioRig.Alarm, PinValue.High)], chips.Main.Written);
        Assert.True(chips.Main.IsDisposed); // for the device to open
    }

    [Fact]
    public async Task AnEngine_CannotBeBuiltHere_AndNothingIsLeft()
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["engine", "build", .. Arguments("tensorrt", "require")]);
        Assert.Equal(2, code);
        Assert.Contains("no engine can be built: TensorrtExecutionProvider is not to be had", errors, StringComparison.Ordinal);
        Assert.Equal(["timing"], Directory.EnumerateDirectories(_engines.Path).Select(Path.GetFileName));
    }

    private static string Reasons(System.Text.Json.JsonElement ready) => string.Join('\n', ready.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));

    private string[] Settings(string provider, string policy)
    {
        TinyOnnx.Logits(64, 32).SaveTo(_model);
        Assert.SkipUnless(!Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "this build of ONNX Runtime has CUDA");
        return
        [
            $"Model:Path={_model.Path}", $"Model:Runtime:Provider={provider}", $"Model:Runtime:Policy={policy}", $"Model:Runtime:TensorRt:CacheFolder={_engines.Path}",
            "Explain:Enabled=false", "Camera:FramesPerSecond=10", "Camera:Width=320", "Camera:Height=192",
        ];
    }

    private string[] Arguments(string provider, string policy) =>
        [.. Settings(provider, policy).Concat([$"Dashboard:Port={FreePort.Find()}", $"Broker:Port={FreePort.Find()}"]).SelectMany(s => new[] { "--set", s })];
}
