using SegEdge.Explain;
using SegEdge.Pipeline.Tests.Stages;
using SegEdge.Pipeline.Tiling;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

public sealed class TiledExplanationTests : IDisposable
{
    // Two tiles across, three down, of 66 x 66 pixels with 6 in common.
    private const int Side = 66, Width = 126, Height = 186;

    private static readonly TinyModel Model = TinyOnnx.Logits(Side, Side).With(m => m with { Tiling = new() { Width = Width, Height = Height, Overlap = 6 } });

    private readonly TemporaryFolder _folder = new();

    // Of the tile at (60, 120) the six by six cells have 11 pixels a side: the square fills columns 2 and 3 of row 1.
    [Fact]
    public void TheMap_IsOfTheTileThatHoldsTheRegion_AndFindsIt()
    {
        var result = Explain(Red(60 + 22, 120 + 11, 22, 11), "class=class1");
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.Equal(new PixelRect(60, 120, Side, Side), result.Tile);
        Assert.Equal((new PixelRect(22, 11, 22, 11), 22 * 11), (result.Target.Region.Bounds, result.Target.Region.Area));
        var cells = result.Map!.Cells.ToArray();
        var strongest = cells.Index().OrderByDescending(c => c.Item).Take(2).Select(c => c.Index).Order();
        Assert.Equal([8, 9], strongest);
    }

    [Fact]
    public void OfARegionOnTwoTiles_TheOneWithMoreOfIt_AnswersForItsPart()
    {
        var result = Explain(Red(20, 10, 50, 20), "class=class1"); // 40 columns before the common 6, 4 after them
        Assert.Equal(new PixelRect(0, 0, Side, Side), result.Tile);
        Assert.Equal(new PixelRect(20, 10, Side - 20, 20), result.Target.Region.Bounds);
    }

    [Fact]
    public void OfAPictureOfAnotherSize_TheSamePlaces()
    {
        using var frame = TestFrame.Of(2 * Width, 2 * Height, (x, y) => x / 2 is >= 82 and < 104 && y / 2 is >= 131 and < 142 ? ((byte)0, (byte)0, (byte)200) : ((byte)0, (byte)0, (byte)0));
        using var lane = Lane();
        var result = lane.Explain(frame.Picture, null, TargetRequest.Parse("class=class1").Resolve, null, TestContext.Current.CancellationToken);
        Assert.Equal((new PixelRect(60, 120, Side, Side), new PixelRect(22, 11, 22, 11)), (result.Tile, result.Target.Region.Bounds));
    }

    [Fact]
    public async Task AFlaggedFrame_IsExplainedInItsTile()
    {
        using var source = new ScriptedSource(SourceKind.File, Width, Height).Show(Red(82, 131, 22, 11)).End();
        using var rig = new PipelineRig(source, Model, [PipelineRig.RedArea with { Bound = 0.005f }], laneTime: TimeProvider.System);
        await rig.RunAsync();
        rig.AssertDrained();
        var explained = Assert.Single(rig.Sink.Explained);
        Assert.Equal(new PixelRect(60, 120, Side, Side), explained.Explanation!.Tile);
        Assert.Equal(new PictureSize(Width, Height), explained.Letterbox.InModel);
    }

    [Fact]
    public void WithTiles_NothingIsLearnedBetweenFlags_AndStudiesAreRefused()
    {
        using var lane = Lane(new StreamingOptions { Share = 0.5 });
        Assert.False(lane.Streams);
        using var frame = TestFrame.Of(Width, Height, Red(82, 131, 22, 11));
        Assert.Contains("'tiling'", Assert.Throws<ExplainException>(() => lane.Aim(frame.Picture, TargetRequest.Parse("class=class1").Resolve, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 10, 10, 0, 0)]
    [InlineData(28, 0, 44, 10, 0, 1)]
    [InlineData(0, 34, 20, 70, 1, 0)]
    public void TheTileWithTheLargestSay_IsTaken(int x, int y, int right, int bottom, int row, int column)
    {
        TileAxis across = new(70, 40, [0, 30]), down = new(70, 40, [0, 30]);
        var pixels = new byte[70 * 70];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = i % 70 >= x && i % 70 < right && i / 70 >= y && i / 70 < bottom ? (byte)1 : (byte)0;
        var region = new RegionMask(pixels, 70, 70);
        double best = Say(row, column);
        Assert.All(from j in new[] { 0, 1 } from i in new[] { 0, 1 } select Say(j, i), say => Assert.True(say <= best + 1e-3));
        Assert.Equal(best, Say(RegionTile.Of(region, across, down).Row, RegionTile.Of(region, across, down).Column), 1e-3);

        double Say(int j, int i)
        {
            float[] rows = down.Weights(j), columns = across.Weights(i);
            var sum = 0.0;
            for (var v = 0; v < 40; v++)
                for (var u = 0; u < 40; u++)
                    if (pixels[((down.Starts[j] + v) * 70) + across.Starts[i] + u] == 1) sum += rows[v] * columns[u];
            return sum;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static TestFrame.Paint Red(int x, int y, int width, int height) => (u, v) => u >= x && u < x + width && v >= y && v < y + height ? ((byte)0, (byte)0, (byte)200) : ((byte)0, (byte)0, (byte)0);

    private ExplanationResult Explain(TestFrame.Paint paint, string target)
    {
        using var frame = TestFrame.Of(Width, Height, paint);
        using var lane = Lane();
        return lane.Explain(frame.Picture, null, TargetRequest.Parse(target).Resolve, null, TestContext.Current.CancellationToken);
    }

    private ExplanationLane Lane(StreamingOptions? streaming = null) =>
        new(Model.SaveTo(_folder), new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, new ExplainOptions { Method = "occlusion" }, TimeProvider.System, streaming);
}
