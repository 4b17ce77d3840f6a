using SegEdge.Fleet.Analysis;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Tests.Analysis;

public sealed class JensenShannonTests
{
    [Fact]
    public void Equal_IsZero_AndNothingInCommon_IsOne()
    {
        Assert.Equal(0, JensenShannon.Distance([1, 2, 3], [2, 4, 6]), 1e-7);
        Assert.Equal(1, JensenShannon.Distance([1, 0, 0], [0, 0.5, 0.5]), 1e-12);
    }

    [Fact]
    public void HalfAgainstAll_IsTheClosedForm()
    {
        // (1, 0) and (1/2, 1/2): the divergence is 3/2 - 3/4 log2 3.
        Assert.Equal(Math.Sqrt(1.5 - 0.75 * Math.Log2(3)), JensenShannon.Distance([1, 0], [1, 1]), 1e-12);
    }

    [Fact]
    public void IsAMetric()
    {
        var random = new Random(3);
        for (var n = 0; n < 200; n++)
        {
            double[] Draw() => [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())];
            var (a, b, c) = (Draw(), Draw(), Draw());
            Assert.Equal(JensenShannon.Distance(a, b), JensenShannon.Distance(b, a), 1e-12);
            Assert.True(JensenShannon.Distance(a, c) <= JensenShannon.Distance(a, b) + JensenShannon.Distance(b, c) + 1e-12);
        }
    }

    [Fact]
    public void ADistributionOfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => JensenShannon.Distance([0, 0], [1, 1]));

    [Fact]
    public void AMapIsLaidWhereItLies_AndNothingOfItIsLost()
    {
        // Two cells over the right half of a frame of 320 x 200: 10 pixels a cell of the grid. The negative one speaks against the class.
        var grid = new FrameGrid(320, 200);
        var laid = grid.Lay(new HeatMap(new(2, 1), new[] { -1f, 3f }, new(160, 0, 160, 200), -1, 3, true))!;
        Assert.Equal(1, laid.Sum(), 1e-9);
        for (var i = 0; i < laid.Length; i++) Assert.Equal(i % FrameGrid.Columns >= 24 ? 1.0 / (8 * FrameGrid.Rows) : 0, laid[i], 1e-9);
        Assert.Null(grid.Lay(new HeatMap(new(1, 1), new[] { -1f }, new(0, 0, 320, 200), -1, -1, true)));
    }
}
