using System.Globalization;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Providers;

/// <summary>The option dictionary of ONNX Runtime's TensorRT provider: what the manifest says of the model and the configuration of the machine.
/// Environment variables (ORT_TENSORRT_*) would be process-wide and are never used.</summary>
internal static class TensorRtSettings
{
    /// <param name="signature">Of the graph that is loaded.</param>
    /// <param name="engines">Folder of the engine, and of nothing else.</param>
    /// <param name="timings">Folder of the timing cache, which grows with every build.</param>
    public static IReadOnlyDictionary<string, string> For(ModelManifest manifest, TensorRtOptions options, ModelSignature signature, string engines, string timings)
    {
        var ep = manifest.Ep ?? new ModelEp();
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["trt_engine_cache_enable"] = "1",
            ["trt_engine_cache_path"] = engines,
            ["trt_engine_cache_prefix"] = EnginePrefix,
            ["trt_timing_cache_enable"] = "1",
            ["trt_timing_cache_path"] = timings,
            ["trt_fp16_enable"] = Flag(ep.Precision is EnginePrecision.Half),
            // Q/DQ in the file says the ranges; a calibration table is never read.
            ["trt_int8_enable"] = Flag(ep.Precision is EnginePrecision.Quantised),
            ["trt_layer_norm_fp32_fallback"] = Flag(ep.LayerNormFp32),
            ["trt_builder_optimization_level"] = Number(options.OptimizationLevel),
            // Left open it may take all of the memory, which on a Jetson is the CPU's too.
            ["trt_max_workspace_size"] = Number((long)options.WorkspaceMb << 20),
            ["trt_auxiliary_streams"] = Number(options.AuxiliaryStreams),
            ["trt_context_memory_sharing_enable"] = "1",
            ["trt_min_subgraph_size"] = Number(options.MinSubgraphNodes),
            ["trt_max_partition_iterations"] = "1000",
            // Can repeat the first result for ever (microsoft/onnxruntime#20050).
            ["trt_cuda_graph_enable"] = "0",
            ["trt_dump_ep_context_model"] = "0",
            ["trt_engine_hw_compatible"] = "0",
            ["trt_dla_enable"] = "0",
            ["trt_dump_subgraphs"] = "0",
            ["trt_detailed_build_log"] = Flag(options.DetailedBuildLog),
        };
        if (ShapesOf(manifest.Input, signature) is { } shapes)
            foreach (var key in (string[])["trt_profile_min_shapes", "trt_profile_opt_shapes", "trt_profile_max_shapes"]) settings[key] = shapes;
        return settings;
    }

    /// <summary>Name of every engine file.</summary>
    public const string EnginePrefix = "segedge";

    /// <summary>Where the file leaves an axis open, the manifest closes it: one shape, since engines of many cost seconds even out of the cache
    /// (microsoft/onnxruntime#18272). Null for a graph of fixed shapes.</summary>
    public static string? ShapesOf(ModelInput input, ModelSignature signature) =>
        signature.Inputs.FirstOrDefault(i => i.Name == input.Name) is { } picture && picture.Dimensions.Any(d => d <= 0)
            ? $"{input.Name}:{string.Join('x', input.ShapeOf(1))}"
            : null;

    private static string Flag(bool on) => on ? "1" : "0";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
