namespace SegEdge.Onnx;

/// <summary>A model file, a graph or a request on it is not what it must be. The message names what, where, found, expected.</summary>
public sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);
