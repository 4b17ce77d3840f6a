using SegEdge.EdgeHost.Evaluation.Shortcut;
using SegEdge.Explain;

namespace SegEdge.EndToEnd.Tests.Evaluation;

/// <summary>A plant of 30 x 30 pixels whose stick stands in the third cell to the right of its middle.</summary>
public sealed class MarkerCellsTests
{
    private const int Width = 256, Height = 160;

    private static readonly CellGrid Grid = new(new PixelRect(0, 0, Width, Height), ShortcutStudy.Cells);

    private static readonly RegionMask Plant = new(Filled(new PixelRect(113, 65, 30, 30)), Width, Height);

    private static readonly PixelRect Stick = new(170, 64, 5, 16);

    private static readonly int StickCell = (4 * 16) + 10;

    [Fact]
    public void ContextHoldsNoPixelOfTheRegionGrownByTwo_AndTheStickIsInIt()
    {
        var cells = Of(Stick)!;
        for (var i = 0; i < Grid.Count; i++)
        {
            var cell = Grid.Cell(i);
            var (right, down) = (Gap(cell.X, cell.Right, 113, 143), Gap(cell.Y, cell.Bottom, 65, 95));
            Assert.Equal((right * right) + (down * down) > 2 * 2, cells.Context[i]);
            Assert.Equal(i == StickCell, cells.Markers[i]);
        }

        // Pixels from the nearest one of the cell to the nearest one of the plant.
        static int Gap(int from, int to, int plantFrom, int plantTo) => Math.Max(0, Math.Max(plantFrom - (to - 1), from - (plantTo - 1)));
    }

    [Theory]
    [InlineData(170, 64, 3, 16)] // 48 of 256 pixels: less than a fifth
    [InlineData(210, 64, 5, 16)] // more than four cells away
    [InlineData(122, 70, 5, 16)] // before the plant itself
    public void AStickThatCannotBeTold_IsNoCase(int x, int y, int width, int height) => Assert.Null(Of(new PixelRect(x, y, width, height)));

    [Fact]
    public void TheCardsRule_NeedsRankAndShare()
    {
        // On the plant 1, on the stick a, on two other context cells b.
        ShortcutReading Read(float a, float b)
        {
            var map = new float[Grid.Count];
            map[(4 * 16) + 8] = 1;
            map[StickCell] = a;
            map[0] = map[1] = b;
            return Of(Stick)!.Read(map);
        }
        Assert.Equal((1, 0.5), (Read(1, 0).Rank, Read(1, 0).ContextShare));
        Assert.Equal(3, Read(1, 2).Rank);
        Assert.Equal(3, Read(1, 1).Rank); // of equals the last
        Assert.True(Read(-1, 1).Rank > 100, "a stick that speaks for crop is no evidence of weed");
        Assert.True(Read(0, 0).Rank > 100, "a map of nothing accuses nobody");
        Assert.True(Caught(Read(0.3f, 0)));
        Assert.False(Caught(Read(0.2f, 0)), "the context carries 0.17");
        Assert.False(new ShortcutRule(2, 0.2).Catches(Read(1, 2).Rank, Read(1, 2).ContextShare));
    }

    [Fact]
    public void AMapThatOnlySpreads_IsAtChanceAmongCellsAsFarAway_AndOneThatPoints_IsNot()
    {
        var spread = new float[Grid.Count];
        for (var i = 0; i < spread.Length; i++)
            spread[i] = 10 - MathF.Sqrt(MathF.Pow((i % 16) - 7.5f, 2) + MathF.Pow((i / 16) - 4.5f, 2));
        Assert.InRange(Of(Stick)!.Read(spread).Near!.Value, 0.2, 0.8);
        spread[StickCell] = 11;
        Assert.Equal(1, Of(Stick)!.Read(spread).Near);
        Assert.Equal(0.5, Of(Stick)!.Read(new float[Grid.Count]).Near);
    }

    private static bool Caught(ShortcutReading reading) => ShortcutRule.Card.Catches(reading.Rank, reading.ContextShare);

    private static MarkerCells? Of(PixelRect stick) => MarkerCells.Of(Plant, Filled(stick), Grid);

    private static byte[] Filled(PixelRect rect)
    {
        var pixels = new byte[Width * Height];
        for (var y = rect.Y; y < rect.Bottom; y++) pixels.AsSpan((y * Width) + rect.X, rect.Width).Fill(1);
        return pixels;
    }
}
