using Microsoft.ML.OnnxRuntime;

namespace SegEdge.Pipeline.Providers;

/// <summary>The providers of the native ONNX Runtime beside the program.</summary>
internal sealed class OrtProviders : INativeProviders
{
    private static readonly Dictionary<string, string> OrtNames = new()
    {
        ["cuda"] = "CUDAExecutionProvider",
        ["tensorrt"] = "TensorrtExecutionProvider",
    };

    private readonly Lazy<AcceleratorVersions> _versions = new(InstalledAccelerators.Read);

    public static OrtProviders Standard { get; } = new();

    public AcceleratorVersions Versions => _versions.Value;

    public InferenceSession Open(string modelPath, SessionOptions options, string provider, IReadOnlyDictionary<string, string> settings)
    {
        if (provider != "cpu") Append(options, provider, settings);
        return new InferenceSession(modelPath, options);
    }

    private static void Append(SessionOptions options, string provider, IReadOnlyDictionary<string, string> settings)
    {
        try
        {
            if (provider == "tensorrt")
            {
                using var tensorRt = new OrtTensorRTProviderOptions();
                tensorRt.UpdateOptions(settings.ToDictionary());
                options.AppendExecutionProvider_Tensorrt(tensorRt);
            }
            // Behind TensorRT it takes the nodes that have no engine.
            options.AppendExecutionProvider_CUDA();
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            throw new ProviderAbsentException($"{OrtNames[provider]} is not to be had: this build of ONNX Runtime has " +
                $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())} ({e.Message})", e);
        }
    }
}
