using FsCheck;
using FsCheck.Xunit;

namespace SegEdge.Explain.Tests;

public sealed class CellGridTests
{
    [Theory]
    [InlineData(640, 384, 20, 12)]
    [InlineData(640, 360, 20, 11)]
    [InlineData(2048, 1024, 40, 32)]
    [InlineData(96, 48, 6, 6)]
    [InlineData(4, 3, 4, 3)]
    public void Default_IsAbout32Px_Within6And40(int width, int height, int columns, int rows)
    {
        var grid = new CellGrid(new PixelRect(0, 0, width, height));
        Assert.Equal((columns, rows), (grid.Columns, grid.Rows));
    }

    [Property]
    public void Cells_CoverTheContent_WithoutGapOrOverlap(PositiveInt width, PositiveInt height, PositiveInt columns, PositiveInt rows)
    {
        var content = new PixelRect(3, 5, 1 + (width.Get % 90), 1 + (height.Get % 90));
        var grid = new CellGrid(content, new CellCount(1 + (columns.Get % 40), 1 + (rows.Get % 40)));
        var covered = new int[100 * 100];
        for (var i = 0; i < grid.Count; i++)
        {
            var cell = grid.Cell(i);
            for (var y = cell.Y; y < cell.Bottom; y++)
                for (var x = cell.X; x < cell.Right; x++) covered[(y * 100) + x]++;
        }
        for (var y = 0; y < 100; y++)
            for (var x = 0; x < 100; x++) Assert.Equal(content.Contains(x, y) ? 1 : 0, covered[(y * 100) + x]);
    }

    [Fact]
    public void FillNearest_LeavesThePaddingAlone()
    {
        var pixels = new float[4 * 6];
        pixels.AsSpan().Fill(9);
        new CellGrid(new PixelRect(0, 2, 4, 2), new CellCount(2, 1)).FillNearest([1, 2], pixels, 4);
        Assert.Equal([9, 9, 9, 9, 9, 9, 9, 9, 1, 1, 2, 2, 1, 1, 2, 2, 9, 9, 9, 9, 9, 9, 9, 9], pixels);
    }

    [Theory]
    [InlineData("20x12", 20, 12)]
    [InlineData("1X40", 1, 40)]
    public void CellCount_IsColumnsByRows(string text, int columns, int rows) =>
        Assert.Equal(new CellCount(columns, rows), CellCount.Parse(text));

    [Theory]
    [InlineData("20")]
    [InlineData("0x5")]
    [InlineData("41x5")]
    [InlineData("20x12x3")]
    public void CellCount_SaysWhatItExpects(string text) =>
        Assert.Contains("COLUMNSxROWS", Assert.Throws<ExplainException>(() => CellCount.Parse(text)).Message, StringComparison.Ordinal);
}
