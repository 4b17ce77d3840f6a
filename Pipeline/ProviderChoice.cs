namespace SegEdge.Pipeline;

/// <summary>Which provider runs, and why that one.</summary>
/// <param name="Name">"cpu", "cuda", "tensorrt".</param>
/// <param name="Reason">"configured", or why nothing better runs.</param>
/// <param name="IsFallback">Another one was wanted.</param>
public sealed record ProviderChoice(string Name, string Reason, ProviderState State, bool IsFallback)
{
    /// <summary>What was asked for.</summary>
    public static ProviderChoice Configured(string name) => new(name, "configured", StateOf(name, fallback: false, building: false), IsFallback: false);

    /// <summary>What runs instead.</summary>
    /// <param name="building">An engine is being built that will take over.</param>
    public static ProviderChoice Fallback(string name, string reason, bool building) => new(name, $"fallback: {reason}", StateOf(name, fallback: true, building), IsFallback: true);

    /// <summary>As operators and metrics read it: TRT_READY, TRT_BUILDING_CUDA_SERVING, CUDA, CPU, CPU_DEGRADED.</summary>
    public string StateName => NameOf(State);

    public static string NameOf(ProviderState state) => state switch
    {
        ProviderState.TrtReady => "TRT_READY",
        ProviderState.TrtBuildingCudaServing => "TRT_BUILDING_CUDA_SERVING",
        ProviderState.Cuda => "CUDA",
        ProviderState.Cpu => "CPU",
        _ => "CPU_DEGRADED",
    };

    public override string ToString() => $"{Name} ({Reason})";

    private static ProviderState StateOf(string name, bool fallback, bool building) => name switch
    {
        "tensorrt" => ProviderState.TrtReady,
        "cuda" => building ? ProviderState.TrtBuildingCudaServing : ProviderState.Cuda,
        _ => fallback ? ProviderState.CpuDegraded : ProviderState.Cpu,
    };
}
