namespace SegEdge.Explain.Tests;

public sealed class ControlMapTests
{
    [Fact]
    public void TheRegionsMask_IsTheShareOfRegionInEachCell_WithoutAPass()
    {
        var (beside, budget) = (new Beside(), Planted.Budget(0));
        var cells = new RegionMaskMap().Explain(beside.Aimed, beside.Grid, 0, budget).Cells!;
        Assert.Equal(Enumerable.Range(0, 36).Select(i => i % 6 < 3 ? 1f : 0), cells);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edges_AreTheMeanGradientOfACell(bool channelsLast)
    {
        // A step of 1 between columns 23 and 24 is a gradient of 1/2 at both, an eighth of their cells' width.
        var cells = Edges(channelsLast, (x, _) => x < 24 ? 0 : 1);
        for (var i = 0; i < 36; i++) Assert.Equal(i % 6 is 2 or 3 ? 0.5 / 8 : 0, cells[i], 1e-6);
        // A ramp of 1 per pixel downwards; at the frame's edge the picture is its own mirror.
        cells = Edges(channelsLast, (_, y) => y);
        for (var i = 6; i < 30; i++) Assert.Equal(1, cells[i], 1e-5);
    }

    private static float[] Edges(bool channelsLast, Func<int, int, float> grey)
    {
        var planted = new Planted(channelsLast);
        for (var i = 0; i < planted.Picture.Length; i++)
        {
            var pixel = channelsLast ? i / 3 : i % (48 * 48);
            planted.Picture[i] = grey(pixel % 48, pixel / 48);
        }
        return new EdgeMap().Explain(planted.Aimed(), planted.Grid, 0, Planted.Budget(0)).Cells!;
    }
}
