using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Providers;

/// <summary>Who serves, and what is said about it.</summary>
public sealed class ProviderLadderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(), _engines = new(), _compiled = new();
    private readonly FakeProviders _native = new();

    public void Dispose()
    {
        _folder.Dispose();
        _engines.Dispose();
        _compiled.Dispose();
    }

    [Fact]
    public void TheCpu_AsConfigured_IsCpu_AndNoAccelerator()
    {
        using var model = ProviderLadder.Open(Package(), Options("cpu", "require"));
        Assert.Equal(("CPU", "configured", false), (model.Provider.StateName, model.Provider.Reason, model.Provider.IsFallback));
        Assert.Equal(["cpu"], _native.Opened.Distinct());
    }

    [Fact]
    public void AnAcceleratorThatAgreesWithTheCpu_Serves()
    {
        using var model = ProviderLadder.Open(Package(), Options("cuda", "require"));
        Assert.Equal(("CUDA", "cuda", false), (model.Provider.StateName, model.Provider.Name, model.Provider.IsFallback));
        Assert.Contains("cpu", _native.Opened);
    }

    [Fact]
    public void AnAcceleratorWithOtherMasks_NeverServes_AndTheReasonNamesHeadAndShare()
    {
        _native.RunsInstead["cuda"] = (_, _) => Inverted();
        using (var model = ProviderLadder.Open(Package(), Options("cuda", "prefer")))
        {
            Assert.Equal(("CPU_DEGRADED", "cpu", true), (model.Provider.StateName, model.Provider.Name, model.Provider.IsFallback));
            Assert.Matches(@"cuda: not proven against the CPU: made picture 0: head 'head' agrees in \d+\.\d\d % of the pixels, expected 99 %", model.Provider.Reason);
        }
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(Package(), Options("cuda", "require")));
        Assert.Contains("Model:Runtime:Policy=prefer", refused.Message);
    }

    [Fact]
    public void AnAcceleratorThatOpensTheModel_ButCannotRunIt_GivesWayToTheNext_AndTheReasonSaysSo()
    {
        _native.RunsInstead["cuda"] = (_, _) => NeverRuns();
        using (var model = ProviderLadder.Open(Package(), Options("cuda", "prefer")))
        {
            Assert.Equal(("CPU_DEGRADED", "cpu"), (model.Provider.StateName, model.Provider.Name));
            Assert.Contains("ONNX Runtime opens it, but cannot run it", model.Provider.Reason);
        }
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(Package(), Options("cuda", "require")));
        Assert.Contains("Model:Runtime:Policy=prefer", refused.Message);
    }

    [Fact]
    public void AModelThatOpens_ButCannotBeRun_IsNamed_WithTheNextStep()
    {
        var package = TinyOnnx.ThrowsWhenBright(64, 32, mean: -1).SaveTo(_folder);
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(package, Options("cpu", "require") with { Split = "host" }));
        Assert.StartsWith($"{package.ModelPath}: ONNX Runtime opens it, but cannot run it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Export it again", refused.Message);
    }

    [Fact]
    public void AnAcceleratorThatIsAbsent_IsNamed_WithWhatThisBuildHas()
    {
        _native.Absent["cuda"] = "no driver";
        using (var model = ProviderLadder.Open(Package(), Options("cuda", "prefer")))
            Assert.Equal("fallback: cuda: no driver", model.Provider.Reason);
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(Package(), Options("cuda", "require")));
        Assert.Contains("required, but cuda: no driver", refused.Message);
    }

    [Fact]
    public void ThisBuildOfOnnxRuntime_RefusesWhatItDoesNotHave_AndSaysWhatItHas()
    {
        Assert.SkipUnless(!Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "this build of ONNX Runtime has CUDA");
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(Package(), Options("cuda", "require") with { Native = OrtProviders.Standard }));
        Assert.Contains("CPUExecutionProvider", refused.Message);
    }

    [Fact]
    public void WithoutAnEngine_Preferred_CudaServesMeanwhile_AndTheOrderIsGiven()
    {
        using var model = ProviderLadder.Open(Package(), Options("tensorrt", "prefer"));
        Assert.Equal(("TRT_BUILDING_CUDA_SERVING", "cuda"), (model.Provider.StateName, model.Provider.Name));
        Assert.Equal("fallback: tensorrt: the engine is not built yet", model.Provider.Reason);
        Assert.Equal(("10.3.0", "12.6", "87", "fp32", "fixed"),
            (model.Pending!.Key.TensorRt, model.Pending.Key.Cuda, model.Pending.Key.Sm, model.Pending.Key.Precision, model.Pending.Key.Shapes));
        Assert.DoesNotContain("tensorrt", _native.Opened); // it would have built one in our process
    }

    [Fact]
    public void WithoutAnEngine_Required_TheServiceIsToldToBuildFirst()
    {
        var missing = Assert.Throws<EngineMissingException>(() => ProviderLadder.Open(Package(), Options("tensorrt", "require")));
        Assert.Equal("tiny", missing.Order.Model);
    }

    [Fact]
    public void WithAnEngine_ProofsPass_AndItIsRemembered()
    {
        var order = Build();
        using var model = ProviderLadder.Open(Package(), Options("tensorrt", "require"));
        Assert.Equal(("TRT_READY", "tensorrt", false), (model.Provider.StateName, model.Provider.Name, model.Provider.IsFallback));
        Assert.Equal(EngineVerdict.Proven, new EngineCache(_engines.Path).Find(order.Key)!.Sidecar.Verdict);
    }

    [Fact]
    public void AnEngineWithWrongMasks_IsBuiltOnceMore_ThenTheNextProviderServes()
    {
        _native.RunsInstead["tensorrt"] = (_, _) => Inverted();
        AssertOneRebuildThenCuda("not proven against the CPU");
    }

    [Fact]
    public void AnEngineThatDoesNotLoad_IsBuiltOnceMore_ThenTheNextProviderServes()
    {
        _native.RunsInstead["tensorrt"] = (path, _) => _folder.File("model.json"); // no ONNX file
        AssertOneRebuildThenCuda("it does not load");
    }

    [Fact]
    public void AnEngineThatDoesNotRun_IsBuiltOnceMore_ThenTheNextProviderServes()
    {
        _native.RunsInstead["tensorrt"] = (_, _) => NeverRuns();
        AssertOneRebuildThenCuda("it loads, but does not run");
    }

    [Fact]
    public void AnEngineThatDidNotFit_SoThatTensorRtBuiltAnother_IsNotTrusted()
    {
        _native.RunsInstead["tensorrt"] = (path, settings) =>
        {
            File.WriteAllText(Path.Combine(settings["trt_engine_cache_path"], "segedge_other.engine"), "built unasked");
            return path;
        };
        AssertOneRebuildThenCuda("it did not fit, TensorRT built another: 'segedge_other.engine' was not built with it");
    }

    private void AssertOneRebuildThenCuda(string reason)
    {
        var order = Build();
        using (var first = ProviderLadder.Open(Package(), Options("tensorrt", "prefer")))
        {
            Assert.Equal("TRT_BUILDING_CUDA_SERVING", first.Provider.StateName);
            Assert.Contains($"the engine is built again: {reason}", first.Provider.Reason);
            Assert.Equal(order.Key, first.Pending!.Key);
        }
        Build();
        using (var second = ProviderLadder.Open(Package(), Options("tensorrt", "prefer")))
        {
            Assert.Equal(("CUDA", true), (second.Provider.StateName, second.Provider.IsFallback));
            Assert.Null(second.Pending);
            Assert.Contains("2 failed", second.Provider.Reason);
        }
        var refused = Assert.Throws<ModelException>(() => ProviderLadder.Open(Package(), Options("tensorrt", "require")));
        Assert.Contains("segedge engine build", refused.Message);
    }

    private EngineOrder Build()
    {
        var graph = new ModelCompiler(Package(), new CompiledModels(_compiled.Path), "tensorrt").Deploy(DeployedSplit.Graph).Path;
        var order = EngineSessions.OrderFor(Package(), graph, Options("tensorrt", "require"));
        EngineBuild.Run(order, new WritingCompiler(), TimeProvider.System, TestContext.Current.CancellationToken);
        return order;
    }

    private ModelPackage Package() => TinyOnnx.Logits(64, 32).SaveTo(_folder);

    private RuntimeOptions Options(string provider, string policy) => new()
    {
        Threads = 1,
        Provider = provider,
        Policy = policy,
        CompiledFolder = _compiled.Path,
        TensorRt = new TensorRtOptions { CacheFolder = _engines.Path },
        Native = _native,
    };

    // The graph of the same model with the classes the other way round.
    private string Inverted()
    {
        float[][] turned = [.. TinyOnnx.Colors.Reverse()];
        return Deployed(TinyOnnx.Logits(64, 32, turned, [.. TinyOnnx.ColorBias.Reverse()]));
    }

    // Every picture is brighter than -1.
    private string NeverRuns() => Deployed(TinyOnnx.ThrowsWhenBright(64, 32, mean: -1));

    private string Deployed(TinyModel model)
    {
        using var other = new TemporaryFolder();
        return new ModelCompiler(model.SaveTo(other), new CompiledModels(_compiled.Path), "cuda").Deploy(DeployedSplit.Graph).Path;
    }

    private sealed class WritingCompiler : IEngineCompiler
    {
        public void Compile(EngineOrder order, string folder) => File.WriteAllText(Path.Combine(folder, "segedge_1.engine"), order.Key.Name);
    }
}
