using Microsoft.ML.OnnxRuntime;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One run of a compiled graph on tensors in managed memory.</summary>
internal static class GraphCall
{
    public static OrtValue Tensor<T>(Memory<T> memory, long[] shape) where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);

    /// <param name="inputs">Names may be missing in the graph where it does not depend on them (two classes need no foil, one question no choice).</param>
    public static void Run(
        InferenceSession session, RunOptions options, (string Name, OrtValue Value)[] inputs, string[] outputs, OrtValue[] results)
    {
        var given = Array.FindAll(inputs, i => session.InputMetadata.ContainsKey(i.Name));
        using var fast = DenormalsAsZero.Begin();
        session.Run(options, Array.ConvertAll(given, i => i.Name), Array.ConvertAll(given, i => i.Value), outputs, results);
    }
}
