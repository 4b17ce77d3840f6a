namespace SegEdge.Explain.Tests;

public sealed class LimeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALinearScore_HasTheCellsSharesForSlopes(bool channelsLast)
    {
        var planted = new Planted(channelsLast);
        var cells = new Lime().Explain(planted.Aimed(), planted.Grid, 0, Planted.Budget(2000)).Cells!;
        // The ridge of 1 against 2000 samples of weight about 1/2 and variance 1/4 leaves 0.4 %.
        for (var i = 0; i < 36; i++) Assert.Equal(Planted.EvidenceCells.Contains(i) ? Planted.PerCell : 0, cells[i], 0.02);
    }

    [Fact]
    public void CellsThatOnlyCountTogether_HaveTheMeanDifferenceNearTheFrame()
    {
        // Unweighted 6 / 4; the kernel knows near frames better, where more of the three are shown.
        var cells = new CellGame(shown => shown[0] && shown[1] && shown[2] ? 6 : 0).Explain(new Lime(), 6000);
        for (var i = 0; i < 3; i++) Assert.InRange(cells[i], 1.4, 2.5);
        for (var i = 3; i < 6; i++) Assert.InRange(cells[i], -0.3, 0.3);
    }
}
