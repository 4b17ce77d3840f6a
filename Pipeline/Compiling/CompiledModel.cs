namespace SegEdge.Pipeline.Compiling;

/// <summary>A graph that the compiler made, in a file that ONNX Runtime can load.</summary>
/// <param name="Path">In the cache.</param>
/// <param name="FromCache">Whether it was there already.</param>
public sealed record CompiledModel(string Path, bool FromCache);
