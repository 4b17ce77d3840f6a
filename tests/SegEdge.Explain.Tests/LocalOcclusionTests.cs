namespace SegEdge.Explain.Tests;

public sealed class LocalOcclusionTests
{
    private static readonly ScoreTensor Head = new("field", 1, 12, 20, false, ScoreKind.BinaryLogit);

    // A pixel of the network sees its own cell and the eight around it.
    [Theory]
    [InlineData(5, 4, 5, 3)]
    [InlineData(10, 12, 2, 1)]
    [InlineData(1, 2, 20, 6)] // fewer cells than the stride
    public void WhereAPixelSeesNoFartherThanTheNextCell_ItIsOcclusion(int columns, int rows, int reachX, int reachY)
    {
        var (region, grid) = Aimed(new BoxRunner(Head, reachX - 1, reachY - 1), columns, rows);
        var one = new Occlusion().Explain(region, grid, 0, Planted.Unlimited()).Cells!;
        var budget = Planted.Budget(18);
        var many = new LocalOcclusion().Explain(region, grid, 0, budget).Cells!;
        // The score is linear in the pixels: hiding a cell costs what showing it brings.
        for (var i = 0; i < one.Length; i++) Assert.Equal(one[i], many[i], 1e-4);
        Assert.Equal(2 * Math.Min(3, columns) * Math.Min(3, rows), budget.Passes);
    }

    [Fact]
    public void WhereItSeesFarther_TheSumStays()
    {
        var (region, grid) = Aimed(new BoxRunner(Head, 20, 12), 10, 6);
        var cells = new LocalOcclusion().Explain(region, grid, 0, Planted.Unlimited()).Cells!;
        Assert.Equal(region.Contrast, cells.Sum(), 1e-3);
        Assert.True(region.Contrast > 1);
    }

    [Theory]
    [InlineData(0), InlineData(9), InlineData(17)]
    public void ShortOfPasses_NoneIsTaken_AndTheReasonSaysWhatItTakes(int passes)
    {
        var (region, grid) = Aimed(new BoxRunner(Head, 1, 1), 10, 6);
        var budget = Planted.Budget(passes);
        var outcome = new LocalOcclusion().Explain(region, grid, 0, budget);
        Assert.Null(outcome.Cells);
        Assert.StartsWith("local-occlusion needs 18 passes; ", outcome.SkippedBecause, StringComparison.Ordinal);
        Assert.Equal(0, budget.Passes);
    }

    private static (PerturbedRegion Region, CellGrid Grid) Aimed(BoxRunner runner, int columns, int rows)
    {
        var random = new Random(4);
        var picture = new float[runner.Input.Length];
        foreach (ref var p in picture.AsSpan()) p = 1 + random.NextSingle();
        var mask = new byte[Head.Height * Head.Width];
        foreach (ref var m in mask.AsSpan()) m = (byte)random.Next(2);
        var grid = new CellGrid(new PixelRect(0, 0, Head.Width, Head.Height), new CellCount(columns, rows));
        var region = new PerturbedRegion(runner);
        region.TryAim(picture, grid.Content, new Target(0, Head, ["soil", "weed"], 1, null, new RegionMask(mask, Head.Width, Head.Height)), [new DatasetMeanReference([0])], Planted.Unlimited());
        return (region, grid);
    }
}
