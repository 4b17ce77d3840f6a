using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline;

/// <summary>Opens sessions on the provider that is asked for, and on no other: who may take its place is <see cref="ProviderLadder"/>'s business.</summary>
public static class ExecutionProviders
{
    /// <exception cref="ModelException">The file cannot be loaded, or the provider is not to be had.</exception>
    public static InferenceSession Open(string modelPath, RuntimeOptions options) => Open(modelPath, options, package: null);

    /// <param name="package">Whose graph it is; TensorRT needs to know.</param>
    /// <exception cref="EngineMissingException">TensorRT's engine must be built first.</exception>
    internal static InferenceSession Open(string modelPath, RuntimeOptions options, ModelPackage? package)
    {
        if (!File.Exists(modelPath)) throw new ModelException($"{modelPath}: no such model file.");
        NativeRuntime.Check();

        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.EffectiveThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            // The first run takes its tensors from the arena one by one. A pattern of them would be one block more from the second run on, beside the first ones, which the arena
            // keeps: a third of the peak memory on TwinLiteNet, for no time (docs/decisions/0033). An accelerator's own memory is another matter.
            EnableMemoryPattern = options.Provider != "cpu",
        };
        // Engines are made for the graph of frames alone; what explains runs on CUDA beside it.
        var provider = package is null && options.Provider == "tensorrt" ? "cuda" : options.Provider;
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        // Of the session's own threads. Of the process's first session ONNX Runtime would set it for the thread that opens it, too, and for good: so that is undone.
        session.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        using var undone = DenormalsAsZero.Begin();
        try
        {
            return provider == "tensorrt"
                ? EngineSessions.Open(package!, modelPath, options, session)
                : options.Native.Open(modelPath, session, provider, new Dictionary<string, string>());
        }
        catch (ProviderAbsentException e)
        {
            throw new ModelException(e.Message, e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{modelPath}: {new FileInfo(modelPath).Length:N0} bytes that ONNX Runtime " +
                $"{NativeRuntime.Version} cannot load: {e.Message.TrimEnd('.')}. Compare its sha256 with the origin's, or export it again.", e);
        }
    }
}
