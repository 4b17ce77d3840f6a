using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Real networks: the gradient of the mean of the first output with respect to the picture, in 20 random directions.</summary>
/// <remarks>The networks compute in float and bend at thousands of places (Relu, MaxPool). The step balances two errors: with longer steps more units
/// cross a bend, with shorter ones rounding shows. 3e-5 of the picture's range was the best of 1e-3 to 1e-5 over the five models.</remarks>
public sealed class WholeModelGradientTests
{
    private const int Directions = 20;
    private const double Step = 3e-5, Median = 1e-2, Worst = 5e-2;

    [Theory]
    [InlineData("mlnd-lane")]
    [InlineData("field")]
    public void MatchesCentralDifferences(string name) => Check(name);

    [Theory, Trait("run", "long")]
    [InlineData("twinlitenet")]
    [InlineData("espnet-camvid")]
    [InlineData("lwnet-vessels")]
    public void LargeOnes_MatchCentralDifferences(string name) => Check(name);

    private static void Check(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(model);
        var (input, output) = (model.Graph.FreeInputs.Single().Name, model.Graph.Outputs[0].Name);
        var sizes = model.Graph.Find(input).Shape!.Sizes();
        using var forward = new Ort(model);
        var b = new GraphBuilder(model, "score");
        b.Output("score", b.Op("ReduceMean", [model.Graph.Find(output)], Attribute.Of("keepdims", 0)));
        new AppendGradient("score", [input]).Apply(model);
        Verifier.Verify(model);
        TensorRt.AssertSupports(model);
        using var backward = new Ort(model);

        var random = new Random(5);
        var range = name == "mlnd-lane" ? 255.0 : 1;
        var x = Picture(random, sizes, range);
        var before = forward.Run((input, Tensor.Of<float>(x, sizes)));
        var run = backward.Run((input, Tensor.Of<float>(x, sizes)));
        foreach (var (old, bits) in before) Assert.True(bits.Raw.Span.SequenceEqual(run[old].Raw.Span), $"output {old} changed");
        var gradient = run[AppendGradient.OutputOf(input)].ToFloats();

        var errors = new List<double>();
        while (errors.Count < Directions)
        {
            var (up, down) = (new float[x.Length], new float[x.Length]);
            double product = 0, squares = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var move = (float)(range * Step * ((2 * random.NextDouble()) - 1));
                (up[i], down[i]) = (x[i] + move, x[i] - move);
                var term = gradient[i] * ((double)up[i] - down[i]);
                product += term;
                squares += term * term;
            }
            errors.Add(Math.Abs(Mean(up) - Mean(down) - product) / Math.Max(Math.Abs(product), Math.Sqrt(squares)));
        }
        errors.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: relative error, median {errors[Directions / 2]:e1}, worst {errors[^1]:e1}");
        Assert.True(errors[Directions / 2] <= Median, $"median {errors[Directions / 2]:e2}, allowed {Median:e0}");
        Assert.True(errors[^1] <= Worst, $"worst {errors[^1]:e2}, allowed {Worst:e0}");

        // In double: the mean of the float outputs must not add its own rounding.
        double Mean(float[] at) => forward.Run((input, Tensor.Of<float>(at, sizes)))[output].ToDoubles().Average();
    }

    // Blocks of 8 x 8 with grain: something for coarse and for fine filters.
    private static float[] Picture(Random random, long[] sizes, double range)
    {
        var channelsLast = sizes[^1] is 1 or 3;
        var row = channelsLast ? sizes[^1] * sizes[^2] : sizes[^1];
        var blocks = new Dictionary<(long, long), double>();
        var picture = new float[sizes.Aggregate(1L, (a, c) => a * c)];
        for (var i = 0; i < picture.Length; i++)
        {
            var block = (i / row / 8, i % row / (channelsLast ? 8 * sizes[^1] : 8));
            if (!blocks.TryGetValue(block, out var level)) blocks[block] = level = random.NextDouble();
            picture[i] = (float)(range * ((0.7 * level) + (0.3 * random.NextDouble())));
        }
        return picture;
    }
}
