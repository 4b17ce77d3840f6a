using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

public sealed class OcclusionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnePassPerCell_GivesEachCellExactlyItsEvidence(bool channelsLast)
    {
        var planted = new Planted(channelsLast);
        var budget = Planted.Budget(1000);
        var outcome = new Occlusion().Explain(planted.Aimed(), planted.Grid, 0, budget);
        for (var i = 0; i < 36; i++) Assert.Equal(Planted.EvidenceCells.Contains(i) ? Planted.PerCell : 0, outcome.Cells![i], 1e-5);
        Assert.Equal(36, budget.Passes);
        Assert.Equal("patches=6x6", outcome.Parameters);
    }

    [Fact]
    public void EvidenceForTheFoil_IsNegative()
    {
        var planted = new Planted(picture: -1); // what spoke for weed speaks for soil now
        var cells = new Occlusion().Explain(planted.Aimed(), planted.Grid, 0, Planted.Unlimited()).Cells!;
        Assert.All(Planted.EvidenceCells, i => Assert.Equal(-2, cells[i], 1e-5));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(35)]
    public void WithFewerPassesThanCells_CoversTheWholeFrame(int passes)
    {
        var planted = new Planted();
        var region = planted.Aimed();
        var hidden = new bool[48 * 48];
        planted.Runner.OnRun = (_, picture) =>
        {
            for (var i = 0; i < hidden.Length; i++) hidden[i] |= picture[i] == 0;
        };
        var budget = Planted.Budget(passes);
        var outcome = new Occlusion().Explain(region, planted.Grid, 0, budget);
        Assert.All(hidden, Assert.True);
        Assert.InRange(budget.Passes, passes / 2, passes);
        Assert.Equal(8, outcome.Cells!.Sum(), 1e-4); // nothing is lost: the cells still share out v(1) - v(0)
    }

    [Fact]
    public void TooFewPassesForAMap_IsSkippedWithoutAPass()
    {
        var (planted, budget) = (new Planted(), Planted.Budget(3));
        var outcome = new Occlusion().Explain(planted.Aimed(), planted.Grid, 0, budget);
        Assert.Null(outcome.Cells);
        Assert.Contains("at least 4 passes", outcome.SkippedBecause, StringComparison.Ordinal);
        Assert.Equal(0, budget.Passes);
    }

    [Fact]
    public void ADeadlineBeforeTheLastPatch_IsSkipped_NotHalfAMap()
    {
        var clock = new FakeTimeProvider();
        var planted = new Planted();
        var region = planted.Aimed();
        var budget = new ExplainBudget(1000, TimeSpan.FromMilliseconds(100), clock);
        planted.Runner.OnRun = (_, _) => clock.Advance(TimeSpan.FromMilliseconds(30));
        var outcome = new Occlusion().Explain(region, planted.Grid, 0, budget);
        Assert.Null(outcome.Cells);
        Assert.Contains("120 ms have passed after 4 of 36 patches", outcome.SkippedBecause, StringComparison.Ordinal);
        Assert.Equal(4, budget.Passes);
    }

    [Property]
    public void APatchPlan_NeverExceedsItsPasses_AndItsPatchesCoverEveryCellOnce(PositiveInt columns, PositiveInt rows, PositiveInt passes)
    {
        var grid = new CellGrid(new PixelRect(0, 0, 640, 384), new CellCount(1 + (columns.Get % 40), 1 + (rows.Get % 40)));
        var plan = PatchPlan.For(grid, passes.Get);
        Assert.InRange(plan.Count, 1, passes.Get);
        Assert.Equal(grid.Columns, Enumerable.Range(0, plan.Columns).Sum(i => PatchPlan.Span(i, plan.Columns, grid.Columns).Length));
        Assert.Equal(grid.Rows, Enumerable.Range(0, plan.Rows).Sum(i => PatchPlan.Span(i, plan.Rows, grid.Rows).Length));
        Assert.All(Enumerable.Range(0, plan.Columns), i => Assert.True(PatchPlan.Span(i, plan.Columns, grid.Columns).Length > 0));
    }
}
