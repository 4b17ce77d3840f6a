using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>One number of everything that a network says: the sum over all outputs with random weights. Errors in any pixel of any output move it,
/// and none can cancel.</summary>
internal static class RandomScore
{
    public const string Name = "score";

    /// <summary>Adds the output <see cref="Name"/>, a scalar.</summary>
    /// <param name="model">Opset 13 and up, outputs of fixed shapes.</param>
    public static void Append(Model model, int seed = 11)
    {
        var random = new Random(seed);
        var b = new GraphBuilder(model, Name);
        Value? sum = null;
        foreach (var output in model.Graph.Outputs.ToArray())
        {
            var weights = Gaussian.Many(random, (int)output.Shape!.Elements!.Value);
            // Variance of the whole sum: about that of one element.
            var scaled = Array.ConvertAll(weights, w => w / Math.Sqrt(weights.Length));
            var part = b.ReduceSum(b.Mul(output, b.Const(Tensor.FromDoubles(output.Type, scaled, output.Shape.Sizes()))), [0, .. Axes(output)], keepDims: false);
            sum = sum is null ? part : b.Add(sum, part);
        }
        b.Output(Name, sum!);
    }

    private static IEnumerable<long> Axes(Value output) => Enumerable.Range(1, output.Shape!.Rank - 1).Select(a => (long)a);
}
