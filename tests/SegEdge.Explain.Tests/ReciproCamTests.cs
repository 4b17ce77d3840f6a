using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

public sealed class ReciproCamTests
{
    private static readonly float[] Gaussian = [1 / 16f, 1 / 8f, 1 / 16f, 1 / 8f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 8f, 1 / 16f];

    // A layer of one place a cell.
    private static MaskedField OneEvidence(float nats = 8, float around = 0) => new(6, 6, (x, y) => (x, y) == (3, 2) ? nats : 0, around);

    [Fact]
    public void KeepingAPlace_FindsThePlaceWithEvidence_AsSoftlyAsTheGaussian()
    {
        var cells = Explain(OneEvidence(), Planted.Unlimited()).Cells!;
        for (var y = 0; y < 6; y++)
            for (var x = 0; x < 6; x++)
                Assert.Equal(x is >= 2 and <= 4 && y is >= 1 and <= 3 ? 8 * Gaussian[((y - 1) * 3) + x - 2] : 0, cells[(y * 6) + x], 1e-5);
    }

    [Fact]
    public void EvidenceForTheFoil_IsNegative() => Assert.Equal(-2, Explain(OneEvidence(-8), Planted.Unlimited()).Cells![15], 1e-5);

    [Fact]
    public void WhatGoesRoundTheLayer_HasNoPart() =>
        Assert.Equal(Explain(OneEvidence(), Planted.Unlimited()).Cells!, Explain(OneEvidence(around: 5), Planted.Unlimited()).Cells!, (a, b) => Math.Abs(a - b) < 1e-4);

    [Fact]
    public void FirstNothingIsKept_ThenEachPlaceOnce_AtOnePassEach()
    {
        var (field, budget) = (OneEvidence(), Planted.Budget(1000));
        var outcome = Explain(field, budget);
        Assert.Equal((37, 37, "layer=field, patches=6x6"), (budget.Passes, field.Masks.Count, outcome.Parameters));
        Assert.All(field.Masks[0], m => Assert.Equal(0, m));
        for (var i = 0; i < 36; i++) Assert.Equal(i, field.Masks[i + 1].IndexOf(field.Masks[i + 1].Max()));
    }

    [Fact]
    public void ALayerCoarserThanTheGrid_IsAskedPlaceByPlace_AndReadBetweenPlaces()
    {
        var (field, budget) = (new MaskedField(3, 3, (x, y) => (x, y) == (1, 1) ? 8 : 0), Planted.Budget(1000));
        var outcome = Explain(field, budget);
        Assert.Equal((10, "layer=field, patches=3x3"), (budget.Passes, outcome.Parameters));
        Assert.Equal(Gaussian, field.Masks[5]);
        var cells = outcome.Cells!;
        foreach (var i in (int[])[14, 15, 20, 21]) Assert.Equal(cells.Max(), cells[i]);
        Assert.True(cells[14] > cells[13] && cells[13] > cells[12]);
    }

    [Theory]
    [InlineData(12, 12)]
    [InlineData(13, 7)]
    public void OfALayerFinerThanTheGrid_EachCellKeepsItsPlaces_OfEachTheSameAmount(int width, int height)
    {
        var field = new MaskedField(width, height, (_, _) => 1);
        var budget = Planted.Budget(1000);
        Assert.Equal("layer=field, patches=6x6", Explain(field, budget).Parameters);
        Assert.Equal(37, budget.Passes);
        foreach (var i in (int[])[7, 8, 14, 22, 28]) // away from the layer's edge, where the Gaussian is cut as in the paper
            Assert.Equal(width * height / 36.0, field.Masks[i + 1].Sum(), 1e-4);
        AssertCovered(field);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(18)]
    [InlineData(36)]
    public void WithFewerPassesThanPlaces_ThePatchesGrow_AndCoverTheWholeLayer(int passes)
    {
        var (field, budget) = (OneEvidence(), Planted.Budget(passes));
        var outcome = Explain(field, budget);
        Assert.InRange(budget.Passes, passes / 2, passes);
        Assert.Equal(36, outcome.Cells!.Length);
        Assert.True(outcome.Cells[15] > outcome.Cells[30]);
        AssertCovered(field);
    }

    [Fact]
    public void Padding_IsNeverKept()
    {
        // The picture fills the right half; a place is 4 pixels wide.
        var (field, planted) = (new MaskedField(12, 12, (_, _) => 1), new Planted(content: new PixelRect(24, 0, 24, 48)));
        var outcome = Explain(field, Planted.Unlimited(), planted);
        Assert.Equal("layer=field, patches=6x6", outcome.Parameters);
        Assert.All(field.Masks, mask =>
        {
            for (var p = 0; p < mask.Length; p++)
                if (p % 12 < 5) Assert.Equal(0, mask[p]); // place 5 is the Gaussian's
        });
    }

    [Fact]
    public void TooFewPassesForAMap_IsSkippedWithoutAPass()
    {
        var (field, budget) = (OneEvidence(), Planted.Budget(4));
        var outcome = Explain(field, budget);
        Assert.Null(outcome.Cells);
        Assert.Equal((0, "recipro-cam needs at least 5 passes; the limits leave 4"), (budget.Passes, outcome.SkippedBecause));
    }

    [Fact]
    public void ADeadlineBeforeTheLastPatch_IsSkipped_NotHalfAMap()
    {
        var (field, clock) = (OneEvidence(), new FakeTimeProvider());
        field.OnRun = () => clock.Advance(TimeSpan.FromMilliseconds(30));
        var budget = new ExplainBudget(1000, TimeSpan.FromMilliseconds(100), clock);
        var outcome = Explain(field, budget);
        Assert.Null(outcome.Cells);
        Assert.Equal((4, "120 ms have passed after 3 of 36 patches; half a map is none"), (budget.Passes, outcome.SkippedBecause));
    }

    [Fact]
    public void ALaneWithoutLayers_SaysSo_AndWhatServes()
    {
        var planted = new Planted();
        var e = Assert.Throws<ExplainException>(() => new ReciproCam().Explain(planted.Aimed(), planted.Grid, 0, Planted.Unlimited()));
        Assert.Contains("occlusion or rise", e.Message, StringComparison.Ordinal);
    }

    private static ExplainerOutcome Explain(MaskedField field, ExplainBudget budget, Planted? planted = null)
    {
        planted ??= new Planted();
        var region = new PerturbedRegion(planted.Runner, field);
        Assert.NotNull(region.TryAim(planted.Picture, planted.Content, planted.Target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        return new ReciproCam().Explain(region, planted.Grid, 0, budget);
    }

    // Every place is in one patch: what the Gaussian takes from one it gives to the next, but for the layer's edge.
    private static void AssertCovered(MaskedField field)
    {
        for (var y = 1; y < field.Height - 1; y++)
            for (var x = 1; x < field.Width - 1; x++) Assert.Equal(1, field.Masks.Sum(m => m[(y * field.Width) + x]), 1e-4);
    }
}
