using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>Whole networks, not single operators: see <see cref="DirectionCheck"/>.</summary>
public sealed class WholeModelGradientTests
{
    private const int Directions = 20;

    private const double Median = 1e-2, Worst = 5e-2;

    public static TheoryData<string> Architectures() => [.. Architecture.Names];

    [Theory, MemberData(nameof(Architectures))]
    public void OfTheField_MatchesCentralDifferences(string name) =>
        AssertClose(DirectionCheck.Errors(Architecture.Build(name), Architecture.Picture(7), Directions));

    /// <summary>The score is a sum over the pictures of a batch, so each picture has the gradient that it has alone.</summary>
    [Theory, MemberData(nameof(Architectures))]
    public void OfTheField_WithAnOpenBatch_IsThatOfEachPicture(string name)
    {
        using Ort one = new(Differentiated(Architecture.Build(name))), two = new(Differentiated(Architecture.Build(name, openBatch: true)));
        var gradient = AppendGradient.OutputOf(Architecture.InputName);
        var both = two.Run((Architecture.InputName, Architecture.Picture(9, count: 2)))[gradient].ToDoubles();
        for (var i = 0; i < 2; i++)
        {
            var half = both.Length / 2;
            var pictures = Architecture.Picture(9, count: 2).Span<float>();
            var picture = Tensor.Of(pictures.Slice(i * half, half), 1, 3, Architecture.Height, Architecture.Width);
            var alone = one.Run((Architecture.InputName, picture))[gradient].ToDoubles();
            Assert.InRange(RelativeError.Of(both.AsSpan(i * half, half), alone), 0, 1e-4);
        }

        static Model Differentiated(Model model)
        {
            new AppendGradient(model.Graph.Outputs[0].Name, [Architecture.InputName]).Apply(model);
            Verifier.Verify(model);
            return model;
        }
    }

    /// <param name="directions">Fewer where one costs a second; the long run takes all.</param>
    /// <param name="part">The network on 1 / part of its height and width: one that is convolutional throughout is the same network there,
    /// at a fraction of the cost. The long run takes it whole.</param>
    [Theory]
    [InlineData("mlnd-lane", Directions, 1), InlineData("field", Directions, 1), InlineData("espnet-camvid", 8, 1)]
    [InlineData("twinlitenet", 4, 1), InlineData("lwnet-vessels", Directions, 4)]
    public void OfARealModel_MatchesCentralDifferences(string name, int directions, int part)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var input = model.Graph.FreeInputs.Single();
        var picture = RealPictures.For(name, input.Shape!.Sizes());
        if (part > 1) picture = RealPictures.Middle(picture, part);
        input.Shape = picture.Shape;
        AssertClose(DirectionCheck.Errors(model, picture, directions));
    }

    [Theory, Trait("run", "long")]
    [InlineData("espnet-camvid"), InlineData("twinlitenet"), InlineData("lwnet-vessels")]
    public void OfALargeModel_MatchesCentralDifferences(string name) => OfARealModel_MatchesCentralDifferences(name, Directions, 1);

    private static void AssertClose(double[] sorted)
    {
        Assert.InRange(sorted[sorted.Length / 2], 0, Median);
        Assert.InRange(sorted[^1], 0, Worst);
    }
}
