namespace SegEdge.Pipeline;

/// <summary>What runs the model, and whether that is what was wanted.</summary>
public enum ProviderState
{
    /// <summary>The engine is loaded and its proofs passed.</summary>
    TrtReady,

    /// <summary>The builder of the engine runs; CUDA serves meanwhile, slower.</summary>
    TrtBuildingCudaServing,

    /// <summary>CUDA, as configured, or because TensorRT failed: then with a reason.</summary>
    Cuda,

    /// <summary>The CPU, as configured.</summary>
    Cpu,

    /// <summary>The CPU, because every accelerator that was wanted failed.</summary>
    CpuDegraded,
}
