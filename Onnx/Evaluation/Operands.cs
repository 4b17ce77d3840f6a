namespace SegEdge.Onnx.Evaluation;

/// <summary>A node whose inputs are constants and whose outputs' types and shapes are known.</summary>
internal sealed class Operands(Node node, long opset)
{
    public Node Node => node;

    public long Opset => opset;

    public Tensor this[int input] => node.Input(input).Constant!;

    public Tensor? OrNull(int input) => node.InputOrNull(input)?.Constant;

    /// <summary>The shape of the first output.</summary>
    public long[] Sizes => node.Output.Shape!.Sizes();

    /// <summary>An input's elements, repeated to fill the first output.</summary>
    public ReadOnlySpan<T> Spread<T>(int input) where T : unmanaged => Strided.Expand(this[input], Sizes).Span<T>();
}
