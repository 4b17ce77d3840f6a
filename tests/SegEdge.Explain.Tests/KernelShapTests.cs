namespace SegEdge.Explain.Tests;

public sealed class KernelShapTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnAdditiveScore_GivesEachCellExactlyItsShare(bool channelsLast)
    {
        var planted = new Planted(channelsLast);
        var cells = new KernelShap().Explain(planted.Aimed(), planted.Grid, 0, Planted.Budget(200)).Cells!;
        for (var i = 0; i < 36; i++) Assert.Equal(Planted.EvidenceCells.Contains(i) ? Planted.PerCell : 0, cells[i], 1e-3);
    }

    [Theory]
    [InlineData(16)] // eight pairs for 36 cells
    [InlineData(60)]
    [InlineData(300)]
    public void TheCells_AlwaysSumToTheContrast(int passes)
    {
        var planted = new Planted();
        Assert.Equal(8, new KernelShap().Explain(planted.Aimed(), planted.Grid, 3, Planted.Budget(passes)).Cells!.Sum(), 1e-4);
    }

    [Fact]
    public void ThreeCellsThatOnlyCountTogether_ShareAlike()
    {
        // Shapley 6 / 3 each; the mean difference over all coalitions, which LIME approaches, would be 6 / 4.
        var cells = new CellGame(shown => shown[0] && shown[1] && shown[2] ? 6 : 0).Explain(new KernelShap(), 6000);
        for (var i = 0; i < 6; i++) Assert.Equal(i < 3 ? 2 : 0, cells[i], 0.1);
    }

    [Fact]
    public void TwoCellsThatReplaceEachOther_ShareAlike()
    {
        var cells = new CellGame(shown => shown[0] || shown[1] ? 6 : 0).Explain(new KernelShap(), 6000);
        for (var i = 0; i < 6; i++) Assert.Equal(i < 2 ? 3 : 0, cells[i], 0.1);
    }

    [Fact]
    public void FewerPairsThanCells_StillRankTheEvidenceAboveTheRest()
    {
        var planted = new Planted();
        var evidence = Enumerable.Range(0, 8).Average(seed =>
        {
            var cells = new KernelShap().Explain(planted.Aimed(), planted.Grid, seed, Planted.Budget(50)).Cells!;
            return Planted.EvidenceCells.Average(i => cells[i]);
        });
        Assert.InRange(evidence, 3 * 8 / 36.0, Planted.PerCell); // thrice an equal share, no more than there is
    }
}
