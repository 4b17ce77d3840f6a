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

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void OfARealModel_MatchesCentralDifferences(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var picture = RealPictures.For(name, model.Graph.FreeInputs.Single().Shape!.Sizes());
        AssertClose(DirectionCheck.Errors(model, picture, Directions));
    }

    private static void AssertClose(double[] sorted)
    {
        Assert.InRange(sorted[sorted.Length / 2], 0, Median);
        Assert.InRange(sorted[^1], 0, Worst);
    }
}
