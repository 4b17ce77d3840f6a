using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Providers;

/// <summary>The dictionary; the native options class throws on builds without TensorRT.</summary>
public sealed class TensorRtSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryKey_HasTheValueThatWasDecided()
    {
        var expected = new Dictionary<string, string>
        {
            ["trt_engine_cache_enable"] = "1",
            ["trt_engine_cache_path"] = "/engines/k",
            ["trt_engine_cache_prefix"] = "segedge",
            ["trt_timing_cache_enable"] = "1",
            ["trt_timing_cache_path"] = "/engines/timing",
            ["trt_fp16_enable"] = "0",
            ["trt_int8_enable"] = "0",
            ["trt_layer_norm_fp32_fallback"] = "0",
            ["trt_builder_optimization_level"] = "3",
            ["trt_max_workspace_size"] = "1073741824",
            ["trt_auxiliary_streams"] = "0",
            ["trt_context_memory_sharing_enable"] = "1",
            ["trt_min_subgraph_size"] = "1",
            ["trt_max_partition_iterations"] = "1000",
            ["trt_cuda_graph_enable"] = "0",
            ["trt_dump_ep_context_model"] = "0",
            ["trt_engine_hw_compatible"] = "0",
            ["trt_dla_enable"] = "0",
            ["trt_dump_subgraphs"] = "0",
            ["trt_detailed_build_log"] = "0",
        };
        Assert.Equal(expected, Of(null, new TensorRtOptions()).ToDictionary());
    }

    [Theory]
    [InlineData("fp16", true, "1", "0", "1")]
    [InlineData("int8", false, "0", "1", "0")]
    [InlineData("fp32", false, "0", "0", "0")]
    public void ThePrecision_IsTheManifests(string precision, bool layerNorm, string half, string quantised, string fallback)
    {
        var arithmetic = precision switch { "fp16" => EnginePrecision.Half, "int8" => EnginePrecision.Quantised, _ => EnginePrecision.Full };
        var settings = Of(new ModelEp { Precision = arithmetic, LayerNormFp32 = layerNorm }, new TensorRtOptions());
        Assert.Equal((half, quantised, fallback), (settings["trt_fp16_enable"], settings["trt_int8_enable"], settings["trt_layer_norm_fp32_fallback"]));
    }

    [Fact]
    public void TheMachinesShare_IsTheConfigurations()
    {
        var settings = Of(null, new TensorRtOptions { WorkspaceMb = 256, OptimizationLevel = 5, AuxiliaryStreams = -1, MinSubgraphNodes = 7, DetailedBuildLog = true });
        Assert.Equal(("268435456", "5", "-1", "7", "1"), (settings["trt_max_workspace_size"], settings["trt_builder_optimization_level"],
            settings["trt_auxiliary_streams"], settings["trt_min_subgraph_size"], settings["trt_detailed_build_log"]));
    }

    [Fact]
    public void AnOpenAxis_IsClosedByOneShape_InAllThreeProfiles()
    {
        var settings = Of(null, new TensorRtOptions(), openBatch: true);
        Assert.All((string[])["min", "opt", "max"], which => Assert.Equal($"{TinyOnnx.InputName}:1x3x32x64", settings[$"trt_profile_{which}_shapes"]));
    }

    private IReadOnlyDictionary<string, string> Of(ModelEp? ep, TensorRtOptions options, bool openBatch = false)
    {
        var package = TinyOnnx.Logits(64, 32, openBatch: openBatch).With(m => m with { Ep = ep }).SaveTo(_folder);
        return TensorRtSettings.For(package.Manifest, options, ModelSignature.Read(package.ModelPath), "/engines/k", "/engines/timing");
    }
}
