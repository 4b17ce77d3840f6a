using SegEdge.Onnx.Wire;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>Whole networks, not single operators: see <see cref="DirectionCheck"/>.</summary>
public class WholeModelGradientTests
{
    private const int Directions = 20;

    private const double Median = 1e-2, Worst = 5e-2;

    public static TheoryData<string> Architectures() => [.. Architecture.Names];

    [Theory, MemberData(nameof(Architectures))]
    public void OfTheField_MatchesCentralDifferences(string name) =>
        AssertClose(DirectionCheck.Errors(Architecture.Build(name), Architecture.Picture(7), Directions));

    // Fewer directions of the larger ones: seconds each. The long run takes all.
    [Theory]
    [InlineData("mlnd-lane", Directions), InlineData("field", Directions)]
    [InlineData("espnet-camvid", 8), InlineData("twinlitenet", 4), InlineData("lwnet-vessels", 2)]
    public void OfARealModel_MatchesCentralDifferences(string name, int directions)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var picture = RealPictures.For(name, model.Graph.FreeInputs.Single().Shape!.Sizes());
        AssertClose(DirectionCheck.Errors(model, picture, directions));
    }

    [Theory, Trait("run", "long")]
    [InlineData("espnet-camvid"), InlineData("twinlitenet"), InlineData("lwnet-vessels")]
    public void OfALargeModel_MatchesCentralDifferences(string name) => OfARealModel_MatchesCentralDifferences(name, Directions);

    private static void AssertClose(double[] sorted)
    {
        Assert.InRange(sorted[sorted.Length / 2], 0, Median);
        Assert.InRange(sorted[^1], 0, Worst);
    }
}
