using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tests.Providers;
using SegEdge.Pipeline.Tests.Stages;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Engines;

/// <summary>CUDA serves while a builder process works; then the engine takes over, or the reason stands.</summary>
public sealed class EngineTakeoverTests : IDisposable
{
    private readonly TemporaryFolder _model = new(), _engines = new(), _compiled = new(), _gates = new();
    private readonly FakeProviders _native = new();

    public void Dispose()
    {
        _model.Dispose();
        _engines.Dispose();
        _compiled.Dispose();
        _gates.Dispose();
    }

    [Fact]
    public async Task WhenTheEngineIsBuilt_ItTakesOver_AndNoResultIsLost()
    {
        using var source = new ScriptedSource(SourceKind.File);
        var states = new List<string>();
        var slot = new ModelSlot(Open(TinyOnnx.Logits(16, 8).SaveTo(_model)));
        using var rig = new SwapRig(source, Sink(states), slot: slot);
        Assert.Equal("TRT_BUILDING_CUDA_SERVING", slot.Current.Model.Provider.StateName);
        var run = rig.RunAsync();
        var takeover = Takeover(slot);
        var taking = takeover.RunAsync(TestContext.Current.CancellationToken);
        source.Show(ScriptedSource.Red, ScriptedSource.Red);
        await rig.Sink.Frames.Reaches(2);
        Assert.NotNull(takeover.Progress);
        File.WriteAllText(_gates.File("go"), "");
        var shown = 2;
        while (!taking.IsCompleted)
        {
            source.Show(ScriptedSource.Red);
            await rig.Sink.Frames.Reaches(++shown);
        }
        await taking;
        source.End();
        await run;

        Assert.Null(takeover.Problem);
        Assert.Equal("TRT_READY", slot.Current.Model.Provider.StateName);
        Assert.Equal(["TRT_BUILDING_CUDA_SERVING", "TRT_READY"], states.Distinct());
        rig.AssertNothingLost(shown);
    }

    [Fact]
    public async Task ABuilderThatFails_IsTriedOnceMore_ThenCudaStays_WithTheReason()
    {
        File.WriteAllText(_gates.File("go"), "fail");
        using var slot = new ModelSlot(Open(TinyOnnx.Logits(16, 8).SaveTo(_model)));
        var takeover = Takeover(slot);
        await takeover.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, Directory.EnumerateFiles(_gates.Path, "*.building").Count());
        Assert.Contains("2 failed, the last: the builder ended with exit code 1: no kernel fits", takeover.Problem);
        Assert.Equal("cuda", slot.Current.Model.Provider.Name);
    }

    private static RecordingSink Sink(List<string> states) => new()
    {
        OnFrame = result =>
        {
            states.Add(result.ServedBy.Provider.StateName);
            return ValueTask.CompletedTask;
        },
    };

    private EngineTakeover Takeover(ModelSlot slot) => new(
        slot, new EngineBuilder([Path.Combine(AppContext.BaseDirectory, "SegEdge.Engine.Rig"), _gates.File("go")], TimeProvider.System), Open,
        () => new SwapTerms(8, TimeSpan.FromMinutes(1), 0), TimeSpan.FromMinutes(5));

    private ServingModel Open(ModelPackage package) => new(
        ProviderLadder.Open(package, new RuntimeOptions
        {
            Threads = 1,
            Provider = "tensorrt",
            Policy = "prefer",
            CompiledFolder = _compiled.Path,
            TensorRt = new TensorRtOptions { CacheFolder = _engines.Path },
            Native = _native,
        }), new FlagPolicy([], package.Manifest), null, null);
}
