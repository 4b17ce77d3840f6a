namespace SegEdge.Pipeline.Engines;

/// <summary>What a builder needs to know.</summary>
/// <param name="GraphPath">The graph to build.</param>
/// <param name="Cache">Folder of all engines.</param>
/// <param name="Settings">Of the TensorRT provider, but for the engine's folder: that is the builder's.</param>
public sealed record EngineOrder(EngineKey Key, string Model, string GraphPath, string Cache, IReadOnlyDictionary<string, string> Settings);
