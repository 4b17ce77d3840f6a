using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline.Engines;

/// <summary>ONNX Runtime's TensorRT provider builds the engine while the session is opened, and writes it into the folder that it is told.</summary>
internal sealed class TensorRtCompiler(INativeProviders native) : IEngineCompiler
{
    public void Compile(EngineOrder order, string folder)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        try
        {
            var settings = order.Settings.ToDictionary();
            settings["trt_engine_cache_path"] = folder;
            native.Open(order.GraphPath, options, "tensorrt", settings).Dispose();
        }
        catch (Exception e) when (e is ProviderAbsentException or OnnxRuntimeException)
        {
            throw new ModelException($"{order.GraphPath}: no engine can be built: {e.Message}", e);
        }
    }
}
