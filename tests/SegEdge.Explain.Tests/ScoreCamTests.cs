namespace SegEdge.Explain.Tests;

public sealed class ScoreCamTests
{
    // A layer of one place a cell: of Planted's six by six.
    private static readonly float[] OnEvidence = On(i => Planted.EvidenceCells.Contains(i) ? 3 : 0), Elsewhere = On(i => i >= 24 ? 5 : 0), Constant = On(_ => 9);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AChannelCounts_ByTheScoreThatTheFrameKeepsWhereItIsActive(bool channelsLast)
    {
        var outcome = Explain(Planted.Unlimited(), channelsLast, Elsewhere, OnEvidence);
        // Softmax of a few nats against none: nearly all of the map is the evidence.
        Assert.All(Planted.EvidenceCells, i => Assert.InRange(outcome.Cells![i], 2.5, 3));
        Assert.All(Enumerable.Range(24, 12), i => Assert.InRange(outcome.Cells![i], 0, 0.3));
        Assert.Equal("layer=fixed, channels=2 of 2", outcome.Parameters);
    }

    [Fact]
    public void NegativeSums_AreCutToZero() =>
        Assert.All(Explain(Planted.Unlimited(), false, On(i => Planted.EvidenceCells.Contains(i) ? 0 : -1)).Cells!, c => Assert.Equal(0, c));

    [Fact]
    public void AChannelThatDoesNotVary_IsNoMask_AndCostsNoPass()
    {
        var budget = Planted.Budget(100);
        var outcome = Explain(budget, false, Constant, OnEvidence, Constant);
        Assert.Equal((4, "layer=fixed, channels=1 of 3"), (budget.Passes, outcome.Parameters));
    }

    [Fact]
    public void ShortOfPasses_TheMostVariedChannelsAreAsked()
    {
        float[][] channels = [.. Enumerable.Range(1, 12).Select(k => On(i => i == k ? k : 0))];
        var budget = Planted.Budget(11);
        var outcome = Explain(budget, false, channels);
        Assert.Equal((11, "layer=fixed, channels=8 of 12"), (budget.Passes, outcome.Parameters));
        Assert.Equal([0, 0, 0, 0, 0], outcome.Cells![..5]);
        Assert.All(outcome.Cells[5..13], c => Assert.True(c > 0));
    }

    [Theory]
    [InlineData(2, "needs 3 passes for the layer")]
    [InlineData(10, "at least 8 channels; all 10 passes are used after 7")]
    public void WithTooFewPasses_ThereIsNoMap_AndTheReasonSaysWhatItTakes(int passes, string reason)
    {
        float[][] channels = [.. Enumerable.Range(1, 12).Select(k => On(i => i == k ? k : 0))];
        var outcome = Explain(Planted.Budget(passes), false, channels);
        Assert.Null(outcome.Cells);
        Assert.Contains(reason, outcome.SkippedBecause, StringComparison.Ordinal);
    }

    private static ExplainerOutcome Explain(ExplainBudget budget, bool channelsLast, params float[][] channels)
    {
        var planted = new Planted();
        var region = new PerturbedRegion(planted.Runner, new FixedLayer(6, 6, channelsLast, channels));
        Assert.NotNull(region.TryAim(planted.Picture, planted.Content, planted.Target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        return new ScoreCam().Explain(region, planted.Grid, 0, budget);
    }

    private static float[] On(Func<int, float> value) => [.. Enumerable.Range(0, 36).Select(value)];
}
