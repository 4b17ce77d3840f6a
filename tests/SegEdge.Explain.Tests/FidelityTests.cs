namespace SegEdge.Explain.Tests;

public sealed class FidelityTests
{
    private readonly Planted _planted = new();

    [Fact]
    public void MuFidelity_OfTheTrueShares_Is1_AndOfTheirNegative_Minus1()
    {
        Assert.Equal(1, Value(new MuFidelity(), Evidence(2)), 1e-9);
        Assert.Equal(-1, Value(new MuFidelity(), Evidence(-2)), 1e-9);
        Assert.InRange(Value(new MuFidelity(), RandomCells()), -0.5, 0.5);
    }

    [Fact]
    public void Infidelity_OfTheTrueShares_Is0_InAnyUnit_AndOfTheirNegative_1()
    {
        Assert.Equal(0, Value(new Infidelity(), Evidence(2)), 1e-5);
        Assert.Equal(0, Value(new Infidelity(), Evidence(0.01f)), 1e-5);
        Assert.Equal(1, Value(new Infidelity(), Evidence(-2)), 1e-9);
        Assert.Equal(1, Value(new Infidelity(), new float[36]), 1e-9); // silence
        Assert.InRange(Value(new Infidelity(), RandomCells()), 0.5, 1);
    }

    [Fact]
    public void BothAreWithinTheirPasses_AndNullWithFewer()
    {
        IMetric[] metrics = [new MuFidelity(30), new Infidelity(30)];
        foreach (var metric in metrics)
        {
            var budget = Planted.Budget(30);
            Assert.NotNull(metric.Measure(_planted.Aimed(), _planted.Grid, Evidence(2), budget));
            Assert.Equal((30, 30), (budget.Passes, metric.Passes(_planted.Grid)));
            Assert.Null(metric.Measure(_planted.Aimed(), _planted.Grid, Evidence(2), Planted.Budget(29)));
        }
    }

    [Fact]
    public void AMapWithoutAnOrder_HasNoMuFidelity_AndSaysWhy()
    {
        var reading = new MuFidelity(10).Measure(_planted.Aimed(), _planted.Grid, new float[36], Planted.Unlimited())!;
        Assert.Equal((null, "over 10 subsets of 7 cells the map or the score never changed"), (reading.Value, reading.Absent));
    }

    [Fact]
    public void AScoreThatNothingMoves_HasNoInfidelity_AndSaysWhy()
    {
        var still = new Planted(picture: 0); // the frame is the reference
        var reading = new Infidelity(10).Measure(still.Aimed(), still.Grid, Evidence(2), Planted.Unlimited())!;
        Assert.Equal((null, "hiding 10 squares never changed the score"), (reading.Value, reading.Absent));
    }

    private static float[] Evidence(float perCell)
    {
        var cells = new float[36];
        foreach (var i in Planted.EvidenceCells) cells[i] = perCell;
        return cells;
    }

    private static float[] RandomCells() => new RandomMap().Explain(null!, new Planted().Grid, 1, null!).Cells!;

    private double Value(IMetric metric, float[] cells) =>
        metric.Measure(_planted.Aimed(), _planted.Grid, cells, Planted.Unlimited())!.Value!.Value;
}
