using SegEdge.Pipeline.Tiling;

namespace SegEdge.Pipeline.Tests.Tiling;

public sealed class SeamDisagreementTests
{
    // Three tiles across: seams at 60, 70, 80 and 120, 130, 140; one down.
    private static readonly TileGrid Grid = new(new TileAxis(200, 80, [0, 60, 120]), new TileAxis(40, 40, [0]));

    [Fact]
    public void AStepAtASeam_IsSeen()
    {
        var seams = Reading((x, y) => x >= 60 ? 1 : 0);
        Assert.Equal(1.0 / 6, seams.AlongSeams, 1e-9);
        Assert.Equal(0, seams.Elsewhere);
    }

    [Fact]
    public void TheSameEverywhere_IsNoSeam()
    {
        var seams = Reading((x, y) => (x + y) % 2);
        Assert.Equal((1, 1), (seams.AlongSeams, seams.Elsewhere));
    }

    // The borders of a network's own grid are no seams.
    [Fact]
    public void AStepEvery32Pixels_IsTheNetworks()
    {
        var seams = new SeamDisagreement(new TileGrid(new TileAxis(256, 128, [0, 64, 128]), new TileAxis(40, 40, [0])));
        seams.Add(Maps.Of(256, 40, (x, _) => x / 32 % 2).Heads[0]);
        Assert.Equal((1, 1), (seams.AlongSeams, seams.Elsewhere));
    }

    [Fact]
    public void AStepBesideASeam_IsTheScenes()
    {
        var seams = Reading((x, y) => x >= 92 ? 1 : 0); // 32 after the seam at 60, 48 before that at 140
        Assert.Equal(0, seams.AlongSeams);
        Assert.InRange(seams.Elsewhere, 1e-6, 0.1);
    }

    [Fact]
    public void AMapOfHalfTheSize_HasItsSeamsAtHalfThePlaces()
    {
        var seams = new SeamDisagreement(Grid);
        seams.Add(Maps.Of(100, 20, (x, _) => x >= 35 ? 1 : 0).Heads[0]);
        Assert.Equal(1.0 / 6, seams.AlongSeams, 1e-9);
    }

    private static SeamDisagreement Reading(Func<int, int, int> classAt)
    {
        var seams = new SeamDisagreement(Grid);
        seams.Add(Maps.Of(200, 40, classAt).Heads[0]);
        return seams;
    }
}
