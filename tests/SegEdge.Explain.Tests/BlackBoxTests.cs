using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

/// <summary>What every sampling explainer owes: the budget, the seed, the padding.</summary>
public sealed class BlackBoxTests
{
    public static TheoryData<string> Names => ["kernelshap", "lime"];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSeed_DecidesEveryByte(string name)
    {
        Assert.Equal(Map(name, 3), Map(name, 3));
        Assert.NotEqual(Map(name, 3), Map(name, 4));
    }

    [Theory]
    [InlineData("kernelshap", 15, "at least 8 pairs of passes; all 15 passes are used after 7")]
    [InlineData("lime", 15, "at least 16 samples; all 15 passes are used after 15")]
    public void TooFewPasses_AreNoMap(string name, int passes, string because)
    {
        var (planted, budget) = (new Planted(), Planted.Budget(passes));
        var outcome = ExplainerSet.Find(name).Explain(planted.Aimed(), planted.Grid, 0, budget);
        Assert.Null(outcome.Cells);
        Assert.Contains(because, outcome.SkippedBecause, StringComparison.Ordinal);
        Assert.Equal(passes, budget.Passes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ADeadline_LeavesTheEstimateFromFewerPasses_TheSameAsIfAskedForThem(string name)
    {
        var (clock, planted) = (new FakeTimeProvider(), new Planted());
        var region = planted.Aimed();
        var asked = ExplainerSet.Find(name).Explain(region, planted.Grid, 7, Planted.Budget(34));
        var budget = new ExplainBudget(1000, TimeSpan.FromSeconds(1), clock);
        planted.Runner.OnRun = (_, _) => clock.Advance(TimeSpan.FromMilliseconds(30));
        var stopped = ExplainerSet.Find(name).Explain(region, planted.Grid, 7, budget);
        Assert.Equal(34, budget.Passes); // the 34th starts at 990 ms
        Assert.Equal(asked.Cells, stopped.Cells);
        Assert.Equal(asked.Parameters, stopped.Parameters);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LetterboxPadding_IsNeverTouched_AndHiddenCellsAreWholeReference(string name)
    {
        var planted = new Planted(content: new PixelRect(0, 8, 48, 32));
        var region = planted.Aimed();
        planted.Runner.OnRun = (_, picture) =>
        {
            for (var i = 0; i < 48 * 48; i++)
                if (!planted.Content.Contains(i % 48, i / 48)) Assert.Equal(1, picture[i]);
                else Assert.True(picture[i] is 0 or 1);
        };
        Assert.NotNull(ExplainerSet.Find(name).Explain(region, planted.Grid, 0, Planted.Budget(40)).Cells);
    }

    [Fact]
    public void OneCell_IsAllOfTheContrast()
    {
        var planted = new Planted();
        var grid = new CellGrid(planted.Content, new CellCount(1, 1));
        Assert.Equal([8], new KernelShap().Explain(planted.Aimed(), grid, 0, Planted.Budget(0)).Cells!.Select(c => Math.Round(c, 4)));
    }

    private static float[] Map(string name, long seed)
    {
        var planted = new Planted();
        return ExplainerSet.Find(name).Explain(planted.Aimed(), planted.Grid, seed, Planted.Budget(40)).Cells!;
    }
}
