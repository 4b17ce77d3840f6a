using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SegEdge.Pipeline.Models;

/// <summary>One input or output as the model file declares it.</summary>
/// <param name="Dimensions">-1 where the file gives a name or nothing.</param>
public sealed record TensorSignature(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions)
{
    public static TensorSignature Of(string name, NodeMetadata metadata) =>
        metadata.IsTensor
            ? new(name, metadata.ElementDataType, metadata.Dimensions)
            : throw new ModelException($"'{name}' is a {metadata.OnnxValueType}, expected a tensor.");

    public static TensorSignature Of(Onnx.Value value) =>
        new(value.Name, (TensorElementType)value.Type, [.. (value.Shape ?? Onnx.Shape.Scalar).Select(d => (int)(d.Size ?? -1))]);

    /// <summary>The axis's size, or null where the file leaves it open or has no such axis.</summary>
    public int? Fixed(int axis) => axis < Dimensions.Count && Dimensions[axis] > 0 ? Dimensions[axis] : null;

    public override string ToString() =>
        $"{Name}: {Type.ToString().ToLowerInvariant()} [{string.Join(", ", Dimensions.Select(d => d > 0 ? $"{d}" : "?"))}]";
}
