using Microsoft.ML.OnnxRuntime;

namespace SegEdge.Pipeline.Providers;

/// <summary>The seam to ONNX Runtime's execution providers: tests put one in its place that is absent, wrong, or builds by itself.</summary>
internal interface INativeProviders
{
    AcceleratorVersions Versions { get; }

    /// <param name="options">Threads and logging; gets the provider.</param>
    /// <param name="provider">"cpu", "cuda", "tensorrt".</param>
    /// <param name="settings">Of the TensorRT provider; empty for the others.</param>
    /// <exception cref="ProviderAbsentException">This build of ONNX Runtime, or this machine, does not have it.</exception>
    /// <exception cref="OnnxRuntimeException">The model cannot be loaded on it.</exception>
    InferenceSession Open(string modelPath, SessionOptions options, string provider, IReadOnlyDictionary<string, string> settings);
}
