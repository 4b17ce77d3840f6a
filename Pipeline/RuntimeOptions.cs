using System.ComponentModel.DataAnnotations;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Threads inside one operator. 0 takes all cores but one, which the camera, the explanations and the publisher need.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>Lets idle threads spin: lower latency on a machine of its own, slower on one that is shared.</summary>
    public bool Spinning { get; init; }

    /// <summary>Execution provider that is wanted: "cpu", "cuda", "tensorrt".</summary>
    [RegularExpression("cpu|cuda|tensorrt")]
    public string Provider { get; init; } = "cpu";

    /// <summary>"require": without <see cref="Provider"/> the service does not start. "prefer": it goes down the order TensorRT, CUDA, CPU. Never silent:
    /// every report names the provider that ran, and why.</summary>
    [RegularExpression("require|prefer")]
    public string Policy { get; init; } = "require";

    public TensorRtOptions TensorRt { get; init; } = new();

    /// <summary>Where the preparation and the reading of class maps are done: "graph", "host" (C#), or "auto", which takes what was measured
    /// faster for the provider (docs/decisions).</summary>
    [RegularExpression("auto|graph|host")]
    public string Split { get; init; } = "auto";

    /// <summary>Folder of compiled graphs; the user's data folder if absent or empty.</summary>
    public string? CompiledFolder { get; init; }

    internal CompiledModels Compiled => CompiledFolder is { Length: > 0 } folder ? new CompiledModels(folder) : CompiledModels.Standard;

    internal INativeProviders Native { get; init; } = OrtProviders.Standard;

    internal int EffectiveThreads => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount - 1);
}
