namespace SegEdge.Explain.Tests;

public sealed class RestrictedCurvesTests
{
    private readonly Beside _beside = new();

    [Theory]
    [InlineData(CellPart.Context, "context-gap", 12)]
    [InlineData(CellPart.Inside, "inside-gap", 12)]
    [InlineData(CellPart.Inside | CellPart.Boundary, "inside+boundary-gap", 24)]
    public void ThePerfectOrderWithinAPart_HasTheGapWorkedOutByHand(CellPart parts, string name, int cells)
    {
        // One cell of evidence: the insertion area is 1/n / 2 + (n - 1)/n, the deletion area the rest of 1. Two equal ones: the rise
        // takes two cells, so (n - 2)/n remain between the curves.
        var (metric, budget) = (new RestrictedCurves(parts, steps: 36), Planted.Unlimited());
        var reading = metric.Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, budget)!;
        var evidence = cells == 24 ? 2 : 1;
        Assert.Equal((name, null), (reading.Name, reading.Absent));
        Assert.Equal((double)(cells - evidence) / cells, reading.Value!.Value, 1e-5);
        Assert.Equal((0, 1), (Math.Round(reading.Curves[0].Scores[0], 6), Math.Round(reading.Curves[0].Scores[^1], 6)));
        Assert.Equal((2 * (cells - 1)) + 1, budget.Passes);
        Assert.InRange(budget.Passes, 1, metric.Passes(_beside.Grid));
    }

    [Fact]
    public void TheReversedOrder_HasTheOppositeGap()
    {
        var metric = new RestrictedCurves(CellPart.Context, steps: 36);
        var reversed = Beside.Perfect.Select(v => -v).ToArray();
        Assert.Equal(-11.0 / 12, metric.Measure(_beside.Aimed, _beside.Grid, reversed, Planted.Unlimited())!.Value!.Value, 1e-5);
    }

    [Fact]
    public void OnlyTheOrderWithinThePart_Counts()
    {
        var metric = new RestrictedCurves(CellPart.Context);
        var elsewhere = (float[])Beside.Perfect.Clone();
        (elsewhere[Beside.InsideCell], elsewhere[Beside.BoundaryCell]) = (-9, 9);
        Assert.Equal(
            metric.Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, Planted.Unlimited())!.Value,
            metric.Measure(_beside.Aimed, _beside.Grid, elsewhere, Planted.Unlimited())!.Value);
    }

    [Fact]
    public void CellsOfOtherParts_AreShownInEveryPass()
    {
        _beside.Runner.OnRun = (_, picture) =>
        {
            for (var i = 0; i < picture.Length; i++)
                if (i % 48 < 32) Assert.Equal(1, picture[i]);
        };
        new RestrictedCurves(CellPart.Context).Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, Planted.Unlimited());
    }

    [Fact]
    public void EndsTooClose_AreNoNumber_WithTheReason()
    {
        var metric = new RestrictedCurves(CellPart.Inside, leastContrast: 2.5);
        var reading = metric.Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, Planted.Budget(1))!;
        Assert.Equal((null, 0), (reading.Value, reading.Curves.Count));
        Assert.Equal(
            "no contrast: hiding the 12 inside cells takes the score down by 2; expected at least 2.5", reading.Absent);
    }

    [Fact]
    public void ARegionWithoutAnInside_IsNoNumber_WithTheReason_AndCostsNoPass()
    {
        var thin = new Beside(cell => cell % 6 == 2);
        var budget = Planted.Unlimited();
        var reading = new RestrictedCurves(CellPart.Inside).Measure(thin.Aimed, thin.Grid, Beside.Perfect, budget)!;
        Assert.Equal((null, "0 of 36 cells are inside; an order needs 2"), (reading.Value, reading.Absent));
        Assert.Equal(0, budget.Passes);
    }

    [Fact]
    public void AllParts_AreTheWholeFrameCurves()
    {
        var (all, budget) = (CellPart.Inside | CellPart.Boundary | CellPart.Context, Planted.Unlimited());
        var gap = new RestrictedCurves(all).Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, budget)!.Value;
        Assert.Equal(2 * 19, budget.Passes); // v(0) is known
        var insertion = new InsertionCurve().Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, budget)!.Value;
        Assert.Equal(insertion - new DeletionCurve().Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, budget)!.Value, gap);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(22)]
    public void ABudgetThatEndsBefore_IsNull(int passes) => Assert.Null(
        new RestrictedCurves(CellPart.Context).Measure(_beside.Aimed, _beside.Grid, Beside.Perfect, Planted.Budget(passes)));
}
