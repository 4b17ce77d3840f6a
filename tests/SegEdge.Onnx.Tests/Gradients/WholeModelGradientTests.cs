using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Real networks: the gradient of the mean of the first output with respect to the picture, in 20 random directions, each of which moves squares
/// of 32 x 32 pixels as the cells of an explanation do.</summary>
/// <remarks>The networks compute in float and bend at thousands of places (Relu, MaxPool). The step balances two errors: with longer steps more units
/// cross a bend, with shorter ones rounding shows. Medians over the five models, in the order below, with 1e-5 of the picture's range: 0.8, 2.3, 10, 7.1, 4.8 in a
/// thousand; with 2.5e-5: 0.6, 2.9, 7.4, 2.9, 2.5; with 1e-4: 0.8, 7, 10, 3.8, 12. The error is measured against the larger of the inner product and the length
/// of its terms per cell.</remarks>
public sealed class WholeModelGradientTests
{
    private const int Directions = 20, Cell = 32;
    private const double Step = 2.5e-5, Median = 1e-2, Worst = 5e-2;

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
        var cells = Cells(sizes);
        while (errors.Count < Directions)
        {
            var moves = Array.ConvertAll(new double[cells.Max() + 1], _ => range * Step * ((2 * random.NextDouble()) - 1));
            var (up, down) = (new float[x.Length], new float[x.Length]);
            var products = new double[moves.Length];
            for (var i = 0; i < x.Length; i++)
            {
                (up[i], down[i]) = ((float)(x[i] + moves[cells[i]]), (float)(x[i] - moves[cells[i]]));
                products[cells[i]] += gradient[i] * ((double)up[i] - down[i]);
            }
            var product = products.Sum();
            errors.Add(Math.Abs(Mean(up) - Mean(down) - product) / Math.Max(Math.Abs(product), Math.Sqrt(products.Sum(p => p * p))));
        }
        errors.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: relative error, median {errors[Directions / 2]:e1}, worst {errors[^1]:e1}");
        Assert.True(errors[Directions / 2] <= Median, $"median {errors[Directions / 2]:e2}, allowed {Median:e0}");
        Assert.True(errors[^1] <= Worst, $"worst {errors[^1]:e2}, allowed {Worst:e0}");

        // In double: the mean of the float outputs must not add its own rounding.
        double Mean(float[] at) => forward.Run((input, Tensor.Of<float>(at, sizes)))[output].ToDoubles().Average();
    }

    // Of each number of the picture, the square of 32 x 32 pixels that it lies in, over all channels.
    private static int[] Cells(long[] sizes)
    {
        var channelsLast = sizes[^1] is 1 or 3;
        var (high, wide) = channelsLast ? (sizes[1], sizes[2]) : (sizes[2], sizes[3]);
        var cells = new int[sizes.Aggregate(1L, (a, c) => a * c)];
        for (var i = 0; i < cells.Length; i++)
        {
            var pixel = channelsLast ? i / sizes[3] : i % (high * wide);
            cells[i] = (int)((pixel / wide / Cell * ((wide + Cell - 1) / Cell)) + (pixel % wide / Cell));
        }
        return cells;
    }

    // Levels of cells with grain: something for coarse and for fine filters.
    private static float[] Picture(Random random, long[] sizes, double range)
    {
        var cells = Cells(sizes);
        var levels = Array.ConvertAll(new double[cells.Max() + 1], _ => random.NextDouble());
        return Array.ConvertAll(cells, cell => (float)(range * ((0.7 * levels[cell]) + (0.3 * random.NextDouble()))));
    }
}
