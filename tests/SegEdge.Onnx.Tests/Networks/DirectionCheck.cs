using SegEdge.Onnx.Transforms;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>A network's gradient graph, in float as it will be used, against central differences of the same network in double.</summary>
/// <remarks>For random directions d of independent normal elements: relative error of the inner product of gradient and d, against
/// (score(x + h d) - score(x - h d)) / 2h. In float such a difference would say little: a step large enough to stand out of the rounding lets some
/// thousandths of all Relu and MaxPool units change sides, and each such kink falsifies its share. In double, h is small enough that hardly one does.
/// What is left: the units whose side float itself decides otherwise, and directions that happen to lie across the gradient.</remarks>
internal static class DirectionCheck
{
    // Of the input's own standard deviation.
    private const double Step = 1e-7;

    /// <returns>The relative errors, sorted.</returns>
    public static double[] Errors(Model model, Tensor picture, int directions, int seed = 1)
    {
        var scored = model.Clone();
        new UpgradeOpset().Apply(scored);
        Shapes.Infer(scored);
        RandomScore.Append(scored);
        var input = scored.Graph.FreeInputs.Single().Name;
        using var inDouble = new Ort(InDouble.Of(scored));
        AssertSame(scored, inDouble, input, picture);

        var gradient = GradientOf(scored, input, picture);
        var x = picture.ToDoubles();
        var h = Step * Deviation(x);
        var random = new Random(seed);
        var errors = new double[directions];
        for (var i = 0; i < directions; i++)
        {
            var d = Gaussian.Many(random, x.Length);
            var difference = (Score(h) - Score(-h)) / (2 * h);
            var product = gradient.Zip(d, (a, b) => a * b).Sum();
            errors[i] = Math.Abs(difference - product) / Math.Max(Math.Abs(difference), Math.Abs(product));
            TestContext.Current.TestOutputHelper?.WriteLine($"direction {i}: difference {difference:g9}, gradient {product:g9}, relative error {errors[i]:e1}");

            double Score(double step) => inDouble.Run((input,
                Tensor.FromDoubles(ElementType.Double, [.. x.Zip(d, (v, by) => v + (step * by))], [.. picture.Dimensions])))[RandomScore.Name].ToDoubles()[0];
        }
        Array.Sort(errors);
        TestContext.Current.TestOutputHelper?.WriteLine($"{directions} directions: median {errors[directions / 2]:e1}, worst {errors[^1]:e1}");
        return errors;
    }

    private static double[] GradientOf(Model scored, string input, Tensor picture)
    {
        var differentiated = scored.Clone();
        new AppendGradient(RandomScore.Name, [input]).Apply(differentiated);
        Verifier.Verify(differentiated);
        using var ort = new Ort(differentiated);
        return ort.Run((input, picture))[AppendGradient.OutputOf(input)].ToDoubles();
    }

    // The two forms of the network say the same, up to float's rounding; else the comparison would be of two networks.
    private static void AssertSame(Model scored, Ort inDouble, string input, Tensor picture)
    {
        using var ort = new Ort(scored);
        var (floats, doubles) = (ort.Run((input, picture)), inDouble.Run((input, InDouble.Of(picture))));
        foreach (var output in floats.Keys.Where(k => k != RandomScore.Name))
            Assert.InRange(RelativeError.Of(floats[output].ToDoubles(), doubles[output].ToDoubles()), 0, 1e-4);
    }

    private static double Deviation(double[] x)
    {
        var mean = x.Average();
        return Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
    }
}
