using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class StudyMethodTests
{
    private static readonly CellGrid Grid = new(new PixelRect(0, 0, 100, 60), new CellCount(10, 6));

    [Theory]
    [InlineData("coalitions/mixture/32", 96)]
    [InlineData("coalitions/smooth/8", 24)]
    [InlineData("coalitions/straight+smooth/8", 24)]
    [InlineData("coalitions/independent/1/plain", 3)]
    public void AVariant_IsCalledWhatItSays_AndTakesThreePassesACoalition(string name, int passes)
    {
        var method = Assert.Single(StudyMethod.Parse(name.ToUpperInvariant()));
        Assert.Equal((name, passes, false), (method.Name, method.PassesOn(Grid), method.IsWrong));
    }

    [Theory]
    [InlineData("coalitions/smooth", "expected coalitions/FAMILIES/K[/plain|/prior]")]
    [InlineData("coalitions/smooth/0", "K in 1..1000")]
    [InlineData("coalitions/smooth/8/antithetic", "expected coalitions/FAMILIES/K[/plain|/prior]")]
    [InlineData("coalitions/smooth/8/plain/plain", "expected coalitions/FAMILIES/K[/plain|/prior]")]
    [InlineData("coalitions/smoth/8", "no family 'smoth'; expected mixture, or of straight, smooth, soft, independent")]
    [InlineData("coalitions/smooth+/8", "no family ''")]
    [InlineData("shuffled:5", "give the passes there, such as scg:5,shuffled")]
    [InlineData("coalitions/smooth/8,Coalitions/Smooth/8", "'coalitions/smooth/8' is named twice")]
    public void WhatIsNoMethod_IsRefused_AndTheFormIsNamed(string list, string saying) =>
        Assert.Contains(saying, Assert.Throws<UsageException>(() => StudyMethod.Parse(list)).Message, StringComparison.Ordinal);

    [Fact]
    public void WrongMaps_AreMadeOfTheStandardMethods_AsTheStudyHasIt()
    {
        Assert.All(StudyMethod.Parse("shuffled,scg:50,other-class"), m => Assert.Equal((ExplainerSet.Standard, 50), (m.Explainer.Name, m.Passes!.Value)));
        Assert.All(StudyMethod.Parse("shuffled,other-frame"), m => Assert.Equal((ExplainerSet.Standard, null), (m.Explainer.Name, m.Passes)));
    }

    [Fact]
    public void AShuffledMap_HasTheSameValues_InAnotherOrder_OfEachQuestionItsOwn()
    {
        float[] cells = [.. Enumerable.Range(0, 240).Select(i => (float)i)];
        var shuffled = WrongMaps.Shuffled(cells, "a.png|0|0")!;
        Assert.Equal(cells, shuffled.Order());
        Assert.InRange(Spearman.Of(cells, shuffled)!.Value, -0.2, 0.2);
        Assert.Equal(shuffled, WrongMaps.Shuffled(cells, "a.png|0|0"));
        Assert.NotEqual(shuffled, WrongMaps.Shuffled(cells, "b.png|0|0"));
        Assert.Null(WrongMaps.Shuffled(null, "a.png|0|0"));
    }
}
