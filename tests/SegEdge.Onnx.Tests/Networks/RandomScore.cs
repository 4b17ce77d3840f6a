using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>One number of everything that a network says: the sum over all outputs with random weights. An error in any pixel of any output
/// moves it, and errors do not cancel.</summary>
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
            var weighted = b.Mul(output, b.Const(Tensor.FromDoubles(output.Type, scaled, output.Shape.Sizes())));
            var part = b.ReduceSum(weighted, [.. Enumerable.Range(0, output.Shape.Rank).Select(axis => (long)axis)], keepDims: false);
            sum = sum is null ? part : b.Add(sum, part);
        }
        b.Output(Name, sum!);
    }
}
