using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Threads inside one operator. 0 takes all cores but one, which the camera, the explanations and the publisher need.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>Lets idle threads spin: lower latency on a machine of its own, slower on one that is shared.</summary>
    public bool Spinning { get; init; }

    /// <summary>Execution provider: "cpu", "cuda", "tensorrt".</summary>
    [RegularExpression("cpu|cuda|tensorrt")]
    public string Provider { get; init; } = "cpu";

    /// <summary>Whether the service may start on the CPU when <see cref="Provider"/> is not to be had. Never silent: every report names the
    /// provider that ran.</summary>
    public bool AllowFallback { get; init; }

    internal int EffectiveThreads => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount - 1);
}
