using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Opens a session on the provider that was asked for, or says why another one runs.</summary>
public static class ExecutionProviders
{
    private static readonly Dictionary<string, string> OrtNames = new()
    {
        ["cpu"] = "CPUExecutionProvider",
        ["cuda"] = "CUDAExecutionProvider",
        ["tensorrt"] = "TensorrtExecutionProvider",
    };

    /// <exception cref="ModelException">The file cannot be loaded, or the provider is not to be had and no fallback is allowed.</exception>
    public static InferenceSession Open(string modelPath, RuntimeOptions options, out ProviderChoice choice)
    {
        if (!File.Exists(modelPath)) throw new ModelException($"{modelPath}: no such model file.");

        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.EffectiveThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        choice = Choose(options, session);
        try
        {
            return new InferenceSession(modelPath, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{modelPath}: {new FileInfo(modelPath).Length:N0} bytes that ONNX Runtime " +
                $"{OrtEnv.Instance().GetVersionString()} cannot load: {e.Message.TrimEnd('.')}. Compare its sha256 with the origin's, or export it again.", e);
        }
    }

    private static ProviderChoice Choose(RuntimeOptions options, SessionOptions session)
    {
        if (options.Provider == "cpu") return new ProviderChoice("cpu", "configured");

        string reason;
        try
        {
            if (options.Provider == "cuda") session.AppendExecutionProvider_CUDA();
            else session.AppendExecutionProvider_Tensorrt();
            return new ProviderChoice(options.Provider, "configured");
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            reason = $"{OrtNames[options.Provider]} is not to be had: this build of ONNX Runtime has " +
                $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())} ({e.Message})";
        }
        return options.AllowFallback
            ? new ProviderChoice("cpu", $"fallback: {reason}")
            : throw new ModelException($"Model:Runtime:Provider is '{options.Provider}', but {reason}. " +
                "Install the native libraries for it, set the provider to 'cpu', or allow the fallback with Model:Runtime:AllowFallback=true.");
    }
}
