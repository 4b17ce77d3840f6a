using FsCheck;
using FsCheck.Xunit;

namespace SegEdge.Explain.Tests;

public sealed class RegionCellsTests
{
    private static readonly PictureTensor Input = new(1, 48, 48, false);

    [Fact]
    public void CoverIsByArea_WhenNeitherGridDividesTheOther()
    {
        // Output pixels of 12, cells of 8: pixel (1,1) spans 12..24, half of column 1 and all of column 2.
        var cells = Split(4, [5], new CellCount(6, 6));
        var expected = new float[36];
        (expected[7], expected[8], expected[13], expected[14]) = (0.25f, 0.5f, 0.5f, 1);
        Assert.Equal(expected, cells.Covered.ToArray());
    }

    [Property]
    public void CoveredAreas_AddUpToTheRegionWithinTheContent(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        var (side, content) = (1 + random.Next(60), new PixelRect(0, 6, 48, 36));
        var mask = new byte[side * side];
        for (var i = 0; i < mask.Length; i++) mask[i] = (byte)random.Next(2);
        mask[0] = 1;
        var grid = new CellGrid(content, new CellCount(1 + random.Next(20), 1 + random.Next(20)));
        var covered = new RegionCells(new RegionMask(mask, side, side), grid, Input).Covered.ToArray();
        var pixel = 48.0 / side;
        var expected = Enumerable.Range(0, mask.Length).Where(i => mask[i] == 1)
            .Sum(i => pixel * Math.Max(0, Math.Min(42, ((i / side) + 1) * pixel) - Math.Max(6, i / side * pixel)));
        Assert.Equal(expected, covered.Select((share, i) => share * grid.Cell(i).Area).Sum(), 0.01);
    }

    [Fact]
    public void TheBoundary_IsWithinOneCellOfTheOutline_OnBothSides()
    {
        var cells = Split(6, Enumerable.Range(0, 36).Where(i => i % 6 < 3), new CellCount(6, 6));
        CellPart[] row = [CellPart.Inside, CellPart.Inside, CellPart.Boundary, CellPart.Boundary, CellPart.Context, CellPart.Context];
        for (var i = 0; i < 36; i++) Assert.Equal(row[i % 6], cells.Parts[i]); // no boundary where the region meets the frame's edge
    }

    [Theory]
    [InlineData(1, CellPart.Inside)] // 1.6 % of a cell
    [InlineData(2, CellPart.Boundary)] // 3.1 %
    public void AHoleOfAPixel_IsNoOutline(int holes, CellPart expected)
    {
        var cells = Split(48, Enumerable.Range(0, 48 * 48).Where(i => i < 1000 || i >= 1000 + holes), new CellCount(6, 6));
        Assert.Equal(expected, cells.Parts[17]); // pixels 40 and 41 of row 20
    }

    [Fact]
    public void OnePixelOfRegion_IsEnoughNotToBeContext()
    {
        var cells = Split(48, [(20 * 48) + 20], new CellCount(6, 6)); // in cell (2,2)
        for (var i = 0; i < 36; i++)
            Assert.Equal(i % 6 is >= 1 and <= 3 && i / 6 is >= 1 and <= 3 ? CellPart.Boundary : CellPart.Context, cells.Parts[i]);
    }

    [Fact]
    public void Shares_SplitPositiveAttributionOnly_AndAddToOne()
    {
        var cells = Split(6, Enumerable.Range(0, 36).Where(i => i % 6 < 3), new CellCount(6, 6));
        var map = new float[36];
        (map[0], map[1], map[2], map[4], map[5]) = (3, -7, 2, 4, 1);
        Assert.Equal(new PartShares(0.3, 0.2, 0.5), cells.Shares(map));
        map.AsSpan().Fill(-1);
        Assert.Null(cells.Shares(map));
    }

    [Fact]
    public void TheWindow_IsTheBoxGrownByOneCell_InOutputPixels_CutAtTheEdge()
    {
        // A cell of 8 is two thirds of an output pixel of 12.
        Assert.Equal(new PixelRect(0, 0, 3, 3), Split(4, [5], new CellCount(6, 6)).Window);
        Assert.Equal(new PixelRect(8, 20, 32, 28), Split(48, [(28 * 48) + 16, (47 * 48) + 31], new CellCount(6, 6)).Window);
    }

    private static RegionCells Split(int side, IEnumerable<int> inside, CellCount cells)
    {
        var mask = new byte[side * side];
        foreach (var pixel in inside) mask[pixel] = 1;
        return new RegionCells(new RegionMask(mask, side, side), new CellGrid(new PixelRect(0, 0, 48, 48), cells), Input);
    }
}
