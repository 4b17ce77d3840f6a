using SegEdge.Onnx.Tests.Gradients;
using SegEdge.Onnx.Transforms;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>A network's gradient graph, in float as it will be used, against central differences of the same network in double.</summary>
/// <remarks>For random directions d of independent normal elements: relative error of the inner product of gradient and d, against
/// (score(x + h d) - score(x - h d)) / 2h. In float such a difference would say little: a step large enough to stand out of the rounding
/// lets some thousandths of all Relu and MaxPool units change sides, and each such kink falsifies its share. In double, h is small enough
/// that hardly one does. What is left are the units whose side float itself decides otherwise (see <see cref="Torch.AutogradTests"/>).
/// Directions that lie nearly across the gradient are drawn again: the relative error of nearly nothing says nothing.</remarks>
internal static class DirectionCheck
{
    // Of the input's own standard deviation.
    private const double Step = 1e-7;

    // The inner product of a gradient of length 1 and d is a normal number of deviation 1. Below 1/4 are one in five.
    private const double Across = 0.25;

    /// <returns>The relative errors, sorted.</returns>
    public static double[] Errors(Model model, Tensor picture, int directions, int seed = 1)
    {
        var scored = model.Clone();
        new UpgradeOpset().Apply(scored);
        Shapes.Infer(scored);
        RandomScore.Append(scored);
        var input = scored.Graph.FreeInputs.Single().Name;
        using var inDouble = new Ort(InDouble.Of(scored));
        var gradient = GradientOf(scored, inDouble, input, picture);
        var length = Math.Sqrt(gradient.Sum(g => g * g));
        var x = picture.ToDoubles();
        var h = Step * Deviation(x);
        var random = new Random(seed);
        var errors = new List<double>();
        while (errors.Count < directions)
        {
            var d = Gaussian.Many(random, x.Length);
            var product = gradient.Zip(d, (a, b) => a * b).Sum();
            if (Math.Abs(product) < Across * length) continue;
            var difference = (Score(h) - Score(-h)) / (2 * h);
            errors.Add(Math.Abs(difference - product) / Math.Max(Math.Abs(difference), Math.Abs(product)));

            double Score(double step)
            {
                var moved = Tensor.FromDoubles(ElementType.Double, [.. x.Zip(d, (v, by) => v + (step * by))], [.. picture.Dimensions]);
                return inDouble.Run((input, moved))[RandomScore.Name].ToDoubles()[0];
            }
        }
        errors.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{directions} directions: median {errors[directions / 2]:e1}, worst {errors[^1]:e1}");
        return [.. errors];
    }

    private static double[] GradientOf(Model scored, Ort inDouble, string input, Tensor picture)
    {
        var differentiated = scored.Clone();
        new AppendGradient(RandomScore.Name, [input]).Apply(differentiated);
        Verifier.Verify(differentiated);
        TensorRt.AssertSupports(differentiated);
        using var ort = new Ort(differentiated);
        var outputs = ort.Run((input, picture));
        AssertSame(scored, outputs, inDouble.Run((input, InDouble.Of(picture))));
        return outputs[AppendGradient.OutputOf(input)].ToDoubles();
    }

    // All forms of the network say the same, up to float's rounding; else the comparison would be of two networks.
    private static void AssertSame(Model scored, Dictionary<string, Tensor> floats, Dictionary<string, Tensor> doubles)
    {
        foreach (var output in scored.Graph.Outputs.Select(o => o.Name).Where(o => o != RandomScore.Name))
            Assert.InRange(RelativeError.Of(floats[output].ToDoubles(), doubles[output].ToDoubles()), 0, 1e-4);
    }

    private static double Deviation(double[] x)
    {
        var mean = x.Average();
        return Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
    }
}
