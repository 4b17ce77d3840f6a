namespace SegEdge.Explain.Tests;

public sealed class CurveTests
{
    // One cell per step: the score rises by a quarter with each of the four evidence cells.
    // First four: the area is 4/36 / 2 + 32/36 = 34/36. Last four: 4/36 / 2 = 2/36.
    private const double Best = 34.0 / 36, Worst = 2.0 / 36;

    private readonly Planted _planted = new();

    [Fact]
    public void ThePerfectMap_HasTheAreaWorkedOutByHand()
    {
        Assert.Equal(Best, Value(new InsertionCurve(36), Perfect(1)), 1e-5);
        Assert.Equal(Worst, Value(new DeletionCurve(36), Perfect(1)), 1e-5);
    }

    [Fact]
    public void TheInvertedMap_IsTheMirrorImage()
    {
        Assert.Equal(Worst, Value(new InsertionCurve(36), Perfect(-1)), 1e-5);
        Assert.Equal(Best, Value(new DeletionCurve(36), Perfect(-1)), 1e-5);
    }

    [Fact]
    public void RandomMaps_LieBetween_AboutAHalf() =>
        Assert.Equal(0.5, Value(new RandomInsertion(40, 20, seed: 1), Perfect(1)), 0.08);

    // The evidence lies in the upper half: in reading order a map that says nothing would score 0.31 for every question.
    [Fact]
    public void AMapThatTellsNoCellFromAnother_ScoresAsARandomOne_OverQuestions()
    {
        var flat = new float[_planted.Grid.Count];
        var gaps = Enumerable.Range(1, 16).Select(pixels =>
        {
            var asked = new byte[16];
            asked.AsSpan(0, pixels).Fill(1);
            var region = new PerturbedRegion(_planted.Runner);
            var target = new Target(0, _planted.Target.Output, ["soil", "weed"], 1, null, new RegionMask(asked, 4, 4));
            Assert.NotNull(region.TryAim(_planted.Picture, _planted.Content, target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
            double Of(IMetric metric) => metric.Measure(region, _planted.Grid, flat, Planted.Unlimited())!.Value!.Value;
            Assert.Equal(Of(new InsertionCurve(36)), Of(new InsertionCurve(36))); // one order for a question
            return Of(new InsertionCurve(36)) - Of(new DeletionCurve(36));
        }).ToArray();
        Assert.InRange(gaps.Average(), -0.2, 0.2);
        Assert.Contains(gaps, gap => gap > 0);
        Assert.Contains(gaps, gap => gap < 0);
    }

    [Fact]
    public void OnlyTheOrderOfAMapCounts()
    {
        var squashed = Perfect(1).Select(v => (float)(0.001 * v) - 5).ToArray();
        Assert.Equal(Value(new InsertionCurve(), Perfect(1)), Value(new InsertionCurve(), squashed));
    }

    [Theory]
    [InlineData(20, 19)]
    [InlineData(2, 1)]
    [InlineData(100, 35)] // never more steps than cells
    public void BothEndsAreKnown_SoACurveCostsOnePassLessThanItsSteps(int steps, int passes)
    {
        var (region, budget) = (_planted.Aimed(), Planted.Unlimited());
        IMetric[] metrics = [new InsertionCurve(steps), new DeletionCurve(steps)];
        foreach (var metric in metrics)
        {
            metric.Measure(region, _planted.Grid, Perfect(1), budget);
            Assert.Equal(passes, metric.Passes(_planted.Grid));
        }
        Assert.Equal(2 * passes, budget.Passes);
    }

    [Fact]
    public void HalfACurve_IsNoNumber()
    {
        var budget = Planted.Budget(18);
        Assert.Null(new InsertionCurve().Measure(_planted.Aimed(), _planted.Grid, Perfect(1), budget));
        Assert.Equal(18, budget.Passes);
    }

    [Fact]
    public void TheCurve_RunsFromTheReferenceToTheFrame_WithProbabilitiesBeside()
    {
        var curve = new InsertionCurve(36).Measure(_planted.Aimed(), _planted.Grid, Perfect(1), Planted.Unlimited())!.Curves[0];
        Assert.Equal((0, 1, 37), (curve.Shares[0], curve.Shares[^1], curve.Shares.Count));
        Assert.Equal(0.25, curve.Scores[1], 1e-5);
        Assert.Equal(0.5, curve.Probabilities[0], 1e-6); // log-odds 0
        Assert.Equal(1 / (1 + Math.Exp(-8)), curve.Probabilities[^1], 1e-6);
        Assert.InRange(curve.ProbabilityAuc, Best, 1);
    }

    [Fact]
    public void TheMask_IsReadInTheSamePasses()
    {
        // The class wins as soon as any evidence shows: at once when inserting, until the fourth cell when deleting.
        var (region, budget) = (_planted.Aimed(), Planted.Unlimited());
        var insertion = new InsertionCurve(36).Measure(region, _planted.Grid, Perfect(1), budget)!.Curves[0];
        var deletion = new DeletionCurve(36).Measure(region, _planted.Grid, Perfect(1), budget)!.Curves[0];
        Assert.Equal([0, .. Enumerable.Repeat(1.0, 36)], insertion.Overlaps!);
        Assert.Equal([1, 1, 1, 1, .. Enumerable.Repeat(0.0, 33)], deletion.Overlaps!);
        Assert.Equal(35.5 / 36, insertion.OverlapAuc!.Value, 1e-9);
        Assert.Equal(3.5 / 36, deletion.OverlapAuc!.Value, 1e-9);
        Assert.Equal(70, budget.Passes);
    }

    [Fact]
    public void WithoutAMask_ThereIsNoOverlap_ButStillACurve()
    {
        var planted = new Planted(picture: -1); // the class that is asked about wins nowhere
        var region = new PerturbedRegion(planted.Runner);
        var bright = new DatasetMeanReference([-2, -2, -2]);
        region.TryAim(planted.Picture, planted.Content, planted.Target, [bright], Planted.Unlimited());
        var curve = new InsertionCurve().Measure(region, planted.Grid, Perfect(1), Planted.Unlimited())!.Curves[0];
        Assert.Equal((null, null), (curve.Overlaps, curve.OverlapAuc));
        Assert.Equal(1, curve.Scores[^1], 1e-6);
    }

    private static float[] Perfect(float sign)
    {
        var cells = new float[36];
        foreach (var i in Planted.EvidenceCells) cells[i] = sign;
        return cells;
    }

    private double Value(IMetric metric, float[] cells) =>
        metric.Measure(_planted.Aimed(), _planted.Grid, cells, Planted.Unlimited())!.Value!.Value;
}
