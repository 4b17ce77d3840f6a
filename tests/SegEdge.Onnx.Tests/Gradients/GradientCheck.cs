using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Compares the gradient that <see cref="AppendGradient"/> writes with a central difference, both computed by ONNX Runtime on the graph as
/// it stands.</summary>
/// <remarks>With random weights w, one per element of the output, the score is sum(w * y): errors of elements cannot cancel. For each input x by
/// itself, and a random direction d, the two numbers are score(x + h d) - score(x - h d) and the inner product of the gradient with what x really
/// moved. Their difference is measured against the larger of the inner product and the length of its terms (an inner product may be 0 by chance).
/// On the way: old outputs keep their bits, gradients have the shape of their inputs, and inference says so.</remarks>
internal static class GradientCheck
{
    // Double: the difference is wrong by about h² = 1e-10 (curvature) and 1e-16 / h = 1e-11 (rounding).
    private const double DoubleStep = 1e-5, DoubleTolerance = 1e-8;

    // Float: rounding of y by 6e-8 over h = 0.02 leaves some 1e-5 per element, curvature h² = 4e-4. Linear operators take a larger step and a tighter bound.
    private const double FloatStep = 0.02, FloatTolerance = 1e-3;

    /// <param name="line">See <see cref="OpCase"/>.</param>
    public static void Compare(string line)
    {
        var one = OpCase.Parse(line);
        if (one.Model.Opset < UpgradeOpset.Least) new UpgradeOpset().Apply(one.Model);
        Compare(one.Model, one.Inputs, one.Seed, one.Step, one.Within);
    }

    /// <param name="model">Opset 13 and up; its first output is what the score weighs.</param>
    /// <param name="inputs">Numbers for every input; those of floating type are differentiated.</param>
    /// <param name="step">Size of h, for directions of elements of -1 and 1.</param>
    /// <param name="tolerance">Relative.</param>
    /// <returns>The largest relative error.</returns>
    public static double Compare(Model model, IReadOnlyDictionary<string, Tensor> inputs, int seed = 1, double? step = null, double? tolerance = null)
    {
        var type = model.Graph.FreeInputs.First(i => i.Type.IsFloating()).Type;
        var h = step ?? (type == ElementType.Double ? DoubleStep : FloatStep);
        var within = tolerance ?? (type == ElementType.Double ? DoubleTolerance : FloatTolerance);
        var score = model.Graph.Outputs[0].Name;
        string[] wanted = [.. model.Graph.FreeInputs.Where(i => i.Type.IsFloating()).Select(i => i.Name)];
        var random = new Random(seed);
        using var forward = new Ort(model, optimize: false);
        var before = forward.Run([.. inputs.Select(i => (i.Key, i.Value))]);
        var y = before[score];
        var weights = Tensor.FromDoubles(y.Type, RandomNumbers(random, (int)y.Count), [.. y.Dimensions]);

        var differentiated = model.Clone();
        Shapes.Infer(differentiated);
        new GraphBuilder(differentiated, "check").Input("weights", y.Type, differentiated.Graph.Find(score).Shape!);
        new AppendGradient(score, wanted, "weights").Apply(differentiated);
        Verifier.Verify(differentiated);
        TensorRt.AssertSupports(differentiated);
        using var backward = new Ort(differentiated, optimize: false);
        var after = backward.Run([.. inputs.Select(i => (i.Key, i.Value)), ("weights", weights)]);
        foreach (var (output, bits) in before) Assert.True(bits.Raw.Span.SequenceEqual(after[output].Raw.Span), $"output {output} changed");

        var worst = 0.0;
        foreach (var name in wanted)
        {
            var gradient = after[AppendGradient.OutputOf(name)];
            Assert.Equal(inputs[name].Dimensions, gradient.Dimensions);
            var inferred = differentiated.Graph.Find(AppendGradient.OutputOf(name));
            Assert.Equal(differentiated.Graph.Find(name).Shape, inferred.Shape);
            Assert.Equal(inputs[name].Type, inferred.Type);
            worst = Math.Max(worst, Check(name, gradient.ToDoubles()));
        }
        return worst;

        double Check(string name, double[] gradient)
        {
            var x = inputs[name].ToDoubles();
            var direction = Array.ConvertAll(x, _ => h * ((2 * random.NextDouble()) - 1));
            var (up, down) = (Moved(1), Moved(-1));
            var difference = Score(up) - Score(down);
            // What x really moved, after rounding.
            var moved = up.ToDoubles().Zip(down.ToDoubles(), (a, b) => a - b);
            double[] terms = [.. gradient.Zip(moved, (g, d) => g * d)];
            var product = terms.Sum();
            var scale = Math.Max(Math.Abs(product), Math.Sqrt(terms.Sum(t => t * t)));
            var error = Math.Abs(difference - product) / Math.Max(scale, double.Epsilon);
            var found = $"{name}: difference {difference / (2 * h):g9}, gradient {product / (2 * h):g9}, relative error {error:e2}, allowed {within:e0}";
            TestContext.Current.TestOutputHelper?.WriteLine(found);
            Assert.True(scale > 0, $"{name}: the gradient is 0 everywhere; a case that shows nothing");
            Assert.True(error <= within, found);
            return error;

            Tensor Moved(int sign) => Tensor.FromDoubles(type, [.. x.Zip(direction, (v, d) => v + (sign * d))], [.. inputs[name].Dimensions]);

            double Score(Tensor at)
            {
                var run = forward.Run([.. inputs.Select(i => (i.Key, i.Key == name ? at : i.Value))]);
                return run[score].ToDoubles().Zip(weights.ToDoubles(), (a, w) => a * w).Sum();
            }
        }
    }

    private static double[] RandomNumbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.Next(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble()))];
}
