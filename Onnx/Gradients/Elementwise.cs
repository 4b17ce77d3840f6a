namespace SegEdge.Onnx.Gradients;

/// <summary>Operators on each element by itself. Where an operator broadcasts, its gradients come in the output's shape.</summary>
internal static class Elementwise
{
    /// <summary>dx = dy * y * (1 - y). Reads the forward output; no second Sigmoid.</summary>
    public static Value?[] Sigmoid(GradientBuilder b, Node n, Value dy) => [b.Mul(dy, b.Mul(n.Output, b.Sub(b.Scalar(dy, 1), n.Output)))];

    public static Value?[] Identity(GradientBuilder b, Node n, Value dy) => [dy];

    public static Value?[] Add(GradientBuilder b, Node n, Value dy) => b.Each(n, _ => dy);

    public static Value?[] Mul(GradientBuilder b, Node n, Value dy) => b.Each(n, i => b.Mul(dy, n.Input(1 - i)));
}
