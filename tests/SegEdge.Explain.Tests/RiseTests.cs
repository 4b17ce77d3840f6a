using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

public sealed class RiseTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ThePlantedCells_RankFirst(long seed)
    {
        var planted = new Planted();
        var cells = new Rise().Explain(planted.Aimed(), planted.Grid, seed, Planted.Budget(600)).Cells!;
        var first = Enumerable.Range(0, 36).OrderByDescending(i => cells[i]).Take(4).Order();
        Assert.Equal(Planted.EvidenceCells, first);
    }

    [Fact]
    public void EveryPassOfTheBudget_IsOneMask()
    {
        var (planted, budget) = (new Planted(), Planted.Budget(50));
        var region = planted.Aimed();
        var before = planted.Runner.Passes;
        var outcome = new Rise().Explain(region, planted.Grid, 0, budget);
        Assert.Equal(50, planted.Runner.Passes - before);
        Assert.Equal("masks=50, lattice=3x3, p=0.5", outcome.Parameters);
    }

    [Fact]
    public void ADeadline_LeavesTheEstimateFromFewerMasks_TheSameAsIfAskedForThem()
    {
        var clock = new FakeTimeProvider();
        var planted = new Planted();
        var region = planted.Aimed();
        var asked = new Rise().Explain(region, planted.Grid, 7, Planted.Budget(34)).Cells;
        var budget = new ExplainBudget(1000, TimeSpan.FromSeconds(1), clock);
        planted.Runner.OnRun = (_, _) => clock.Advance(TimeSpan.FromMilliseconds(30));
        var stopped = new Rise().Explain(region, planted.Grid, 7, budget);
        Assert.Equal(34, budget.Passes); // the 34th starts at 990 ms
        Assert.Equal(asked, stopped.Cells);
    }

    [Fact]
    public void TooFewMasks_AreNoMap()
    {
        var planted = new Planted();
        var outcome = new Rise().Explain(planted.Aimed(), planted.Grid, 0, Planted.Budget(15));
        Assert.Null(outcome.Cells);
        Assert.Contains("at least 16 masks; all 15 passes are used after 15", outcome.SkippedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSeed_DecidesEveryByte()
    {
        Assert.Equal(Map(3), Map(3));
        Assert.NotEqual(Map(3), Map(4));

        static float[] Map(long seed)
        {
            var planted = new Planted();
            return new Rise().Explain(planted.Aimed(), planted.Grid, seed, Planted.Budget(40)).Cells!;
        }
    }
}
