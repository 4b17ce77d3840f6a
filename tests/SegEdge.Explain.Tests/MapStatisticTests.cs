namespace SegEdge.Explain.Tests;

public sealed class MapStatisticTests
{
    [Theory]
    [InlineData(new float[] { 1, 1, 1, 1 }, 0)]
    [InlineData(new float[] { 0, -5, 0, 0 }, 0.75)] // 1 - 1/4, whatever the sign
    [InlineData(new float[] { 4, 1, 3, 2 }, 0.25)] // (-3*1 - 1*2 + 1*3 + 3*4) / (4 * 10)
    public void Gini_IsWorkedOutByHand(float[] cells, double expected) => Assert.Equal(expected, Gini.Of(cells)!.Value, 1e-9);

    [Fact]
    public void AnEmptyMap_HasNoGini()
    {
        var reading = new Gini().Measure(new Planted().Aimed(), new Planted().Grid, new float[36], Planted.Budget(0))!;
        Assert.Equal((null, "every cell is 0"), (reading.Value, reading.Absent));
    }

    [Fact]
    public void Spearman_SeesOnlyOrder_AndSharesTheRanksOfTies()
    {
        Assert.Equal(1, Spearman.Of([1f, 2, 3], [-5f, 0, 100]));
        Assert.Equal(-1, Spearman.Of([1f, 2, 3], [3f, 2, 1]));
        // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: 4.5 / sqrt(4.5 * 5).
        Assert.Equal(4.5 / Math.Sqrt(22.5), Spearman.Of([1f, 2, 2, 4], [1f, 3, 2, 4])!.Value, 1e-12);
    }

    [Fact]
    public void Spearman_OfAConstant_IsNoNumber_AndOfTwoGrids_AnError()
    {
        Assert.Null(Spearman.Of([1f, 1, 1], [1f, 2, 3]));
        Assert.Throws<ExplainException>(() => Spearman.Of([1f, 2], [1f, 2, 3]));
    }
}
