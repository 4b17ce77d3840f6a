using SegEdge.Explain;
using SegEdge.Onnx;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

public sealed class LayerGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory, MemberData(nameof(TinyKinds.Names), MemberType = typeof(TinyKinds))]
    public void OfThePicture_TheGradientIsTheScoresSlope(string kind)
    {
        var package = TinyKinds.Of(kind).SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        using var plain = new FileRun(package);
        var picture = Questions.Picture(package.Manifest.Input, 11);
        for (var head = 0; head < runner.Outputs.Count; head++)
            for (var seed = 1; seed <= 3; seed++)
            {
                var target = Questions.About(package, runner, head, seed);
                using var graph = new LayerGraph(package, head, "", Questions.Options(_folder));
                Assert.Equal((package.Manifest.Input.Name, runner.Input), (graph.Layer, graph.Shape));
                var (score, seen, gradient) = Ask(graph, picture, target);
                Assert.Equal(picture, seen);
                Assert.Equal(plain.Score(package, target, (graph.Layer, picture)), score, 2e-4);
                AssertSlope(gradient, seed, step => direction => plain.Score(package, target, (graph.Layer, Questions.Moved(picture, direction, step))), step: 1e-2);
            }
    }

    // The layer is cut free, so that it can be moved by itself.
    [Theory, MemberData(nameof(TinyKinds.Architectures), MemberType = typeof(TinyKinds))]
    public void OfAnInnerLayer_ActivationsAreTheFiles_AndTheGradientIsTheScoresSlope(string architecture)
    {
        var package = TinyKinds.OfArchitecture(architecture).SaveTo(_folder);
        var picture = Questions.Picture(package.Manifest.Input, 12);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        using var graph = new LayerGraph(package, 0, null, Questions.Options(_folder));
        var target = Questions.About(package, runner, 0, 2);
        var (score, seen, gradient) = Ask(graph, picture, target);

        var exposed = OnnxReader.Read(package.ModelPath);
        new ExposeValue(graph.Layer, "seen").Apply(exposed);
        using var file = new FileRun(OnnxWriter.ToBytes(exposed));
        var input = (package.Manifest.Input.Name, picture);
        var expected = file.Run("seen", input);
        var most = expected.Max(Math.Abs);
        Assert.True(most > 0);
        Assert.Equal(expected.Length, seen.Length);
        for (var i = 0; i < seen.Length; i++) Assert.Equal(expected[i], seen[i], 1e-5 * most);
        Assert.Equal(file.Score(package, target, input), score, 1e-4 * Math.Max(1, Math.Abs(score)));

        var (behind, goesRound) = Behind(package, graph.Layer);
        using var rest = new FileRun(behind);
        (string, float[])[] Inputs(float[] layer) => goesRound ? [input, (graph.Layer, layer)] : [(graph.Layer, layer)];
        // A short step: behind the layer are rectifiers, and some of their kinks gate a whole channel.
        AssertSlope(gradient, 3, step => direction => rest.Score(package, target, Inputs(Questions.Moved(seen, direction, step))), step: 2e-4 * most);
    }

    [Fact]
    public void ALayerInside_HasItsChannelsSecond_WhereThePictureHasThemLast()
    {
        var package = TinyKinds.Of("logits, channels last").SaveTo(_folder);
        using var graph = new LayerGraph(package, 0, null, Questions.Options(_folder));
        Assert.Equal(new PictureTensor(4, TinyKinds.Height, TinyKinds.Width, ChannelsLast: false), graph.Shape);
    }

    [Fact]
    public void AnUnknownLayer_IsRefusedByName()
    {
        var package = TinyKinds.Of("logits").SaveTo(_folder);
        Assert.Contains("'elsewhere'", Assert.Throws<ModelException>(() => new LayerGraph(package, 0, "elsewhere", Questions.Options(_folder))).Message, StringComparison.Ordinal);
        using var graphs = new GradientGraphs(package, Questions.Options(_folder));
        Assert.Contains("'elsewhere'", Assert.Throws<ExplainException>(() => graphs.Layer(0, "elsewhere")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void ClassIndices_HaveNoGradient_AndTheReasonSaysWhatServes(string? layer)
    {
        var package = TinyOnnx.Argmax(TinyKinds.Width, TinyKinds.Height, keepAxis: true).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new LayerGraph(package, 0, layer, Questions.Options(_folder)));
        Assert.Contains("occlusion and rise", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALengthThatDoesNotFit_IsNamed()
    {
        var package = TinyKinds.Of("logits").SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        using var graph = new LayerGraph(package, 0, "", Questions.Options(_folder));
        var question = ExplainQuestion.Of(Questions.About(package, runner, 0, 1));
        var whole = new float[graph.Shape.Length];
        Assert.Contains("activations: 7 values", Assert.Throws<ArgumentException>(() => graph.Run(whole, question, new float[7], whole)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static (float Score, float[] Activations, float[] Gradient) Ask(LayerGraph graph, float[] picture, Target target)
    {
        float[] activations = new float[graph.Shape.Length], gradient = new float[graph.Shape.Length];
        return (graph.Run(picture, ExplainQuestion.Of(target), activations, gradient), activations, gradient);
    }

    // One number along a random direction sees every element of the gradient.
    private static void AssertSlope(float[] gradient, int seed, Func<double, Func<float[], double>> scoreAt, double step)
    {
        var direction = Questions.Direction(gradient.Length, seed);
        var difference = (scoreAt(step)(direction) - scoreAt(-step)(direction)) / (2 * step);
        var slope = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"slope {slope:0.00000}, central difference {difference:0.00000}");
        Assert.Equal(difference, slope, Math.Max(2e-3, 0.02 * Math.Abs(difference)));
        Assert.Contains(gradient, g => g != 0);
    }

    /// <summary>From the layer, and where there is a way round it from the picture, to the scores.</summary>
    private static (byte[] Model, bool GoesRound) Behind(ModelPackage package, string layer)
    {
        var model = OnnxReader.Read(package.ModelPath);
        Shapes.Infer(model);
        try
        {
            new CutSubgraph([layer], ["logits"]).Apply(model);
            return (OnnxWriter.ToBytes(model), false);
        }
        catch (OnnxException e) when (e.Message.Contains("way round", StringComparison.Ordinal)) // expected: a skip connection
        {
            new CutSubgraph([package.Manifest.Input.Name, layer], ["logits"]).Apply(model);
            return (OnnxWriter.ToBytes(model), true);
        }
    }
}
