using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

public sealed class CoalitionTests
{
    private static readonly CellCount Cells = new(20, 12);

    public static TheoryData<CoalitionFamily> Families() => [.. Enum.GetValues<CoalitionFamily>()];

    [Theory, MemberData(nameof(Families))]
    public void ADraw_IsTheSameForASeed_AndAnotherForAnother(CoalitionFamily family)
    {
        Assert.Equal(Draw(family, 4, seed: 3), Draw(family, 4, seed: 3));
        Assert.NotEqual(Draw(family, 4, seed: 3), Draw(family, 4, seed: 4));
        Assert.All(Draw(family, 4, seed: 3), s => Assert.InRange(s, 0, 1));
    }

    [Theory, MemberData(nameof(Families))]
    public void TwoNeighbours_AreAnAntitheticPair(CoalitionFamily family)
    {
        foreach (var (one, other) in Draw(family, 6, seed: 1).Zip(Draw(family, 7, seed: 1))) Assert.Equal(1, one + other, 1e-6);
        Assert.NotEqual(Draw(family, 6, seed: 1), Draw(family, 8, seed: 1));
    }

    [Theory, MemberData(nameof(Families))]
    public void TheSharesShown_RunThroughZeroToOne(CoalitionFamily family)
    {
        var shares = Enumerable.Range(0, 32).Select(k => Draw(family, k, seed: 5).Average()).Order().ToArray();
        Assert.InRange(shares[0], 0, 0.25);
        Assert.InRange(shares[^1], 0.75, 1);
        Assert.InRange(shares.Average(), 0.49, 0.51); // pairs add to 1
    }

    [Fact]
    public void SmoothCoalitions_KeepNeighboursTogether_IndependentOnesDoNot()
    {
        Assert.True(NeighbourDifference(CoalitionFamily.Smooth) < NeighbourDifference(CoalitionFamily.Independent) / 2);
        Assert.True(NeighbourDifference(CoalitionFamily.Soft) < NeighbourDifference(CoalitionFamily.Smooth));
        Assert.Equal(0, NeighbourDifference(CoalitionFamily.Straight), 1e-9);
    }

    [Fact]
    public void AMean_IsTheMean_AndItsErrorTheStandardError()
    {
        var random = new Random(2);
        var samples = Enumerable.Range(0, 50).Select(_ => new[] { random.NextSingle(), 10 + (3 * random.NextSingle()) }).ToArray();
        var mean = new CellMean(2);
        foreach (var sample in samples) mean.Add(sample);
        for (var i = 0; i < 2; i++)
        {
            var average = samples.Average(s => (double)s[i]);
            var deviation = Math.Sqrt(samples.Sum(s => (s[i] - average) * (s[i] - average)) / 49);
            Assert.Equal(average, mean.ToArray()[i], 1e-5);
            Assert.Equal(deviation / Math.Sqrt(50), mean.StandardErrors()[i], 1e-5);
        }
    }

    [Fact]
    public void MeansPutTogether_AreTheMeanOfAllSamples_EachAsItIsWorth()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())], worth = [.. Enumerable.Range(0, 12).Select(k => k < 4 ? 1 : k < 9 ? 0.5 : 0.1)];
        var all = new CellMean(1);
        foreach (var part in values.Zip(worth).GroupBy(v => v.Second))
        {
            var mean = new CellMean(1);
            foreach (var (value, _) in part) mean.Add([(float)value]);
            all.Add(mean, part.Key, way: null);
        }
        var (weight, squares) = (worth.Sum(), worth.Sum(w => w * w));
        var average = values.Zip(worth, (v, w) => v * w).Sum() / weight;
        var variance = values.Zip(worth, (v, w) => w * (v - average) * (v - average)).Sum() / weight;
        Assert.Equal(average, all.ToArray()[0], 1e-6);
        Assert.Equal(12, all.Count);
        Assert.Equal(weight, all.Weight, 1e-9);
        Assert.Equal(weight * weight / squares, all.Effective, 1e-9);
        Assert.Equal(Math.Sqrt(variance / (all.Effective - 1)), all.StandardErrors()[0], 1e-6);
    }

    // On a linear score every coalition's slopes are the cells' exact shares, so any estimate from any number of them is.
    [Theory]
    [InlineData("coalition-gradients")]
    [InlineData("integrated-gradients")]
    [InlineData("gradient-x-input")]
    [InlineData("scg")]
    public void ALinearScore_IsSharedOutExactly(string method)
    {
        var planted = new Planted();
        var map = ExplainerSet.Find(method).Explain(Aimed(planted), planted.Grid, 9, Planted.Unlimited()).Cells!;
        Assert.Equal(8, map.Sum(), 1e-2);
        // Soft edges: an evidence cell gives some of its worth to its neighbours, none to cells beyond them.
        Assert.All(Planted.EvidenceCells, i => Assert.True(map[i] > map.Where((_, j) => !Planted.EvidenceCells.Contains(j)).Max()));
        Assert.Equal(0, map[^1], 1e-3);
    }

    [Theory]
    [InlineData("scg", 4)]
    [InlineData("scg", 30)]
    [InlineData("scg", 60)]
    [InlineData("coalition-gradients", 10)]
    public void TheBudget_IsKept_AndShortOfPassesThereIsStillAMap(string method, int passes)
    {
        var (planted, budget) = (new Planted(), Planted.Budget(passes));
        var outcome = ExplainerSet.Find(method).Explain(Aimed(planted), planted.Grid, 0, budget);
        Assert.NotNull(outcome.Cells);
        Assert.InRange(budget.Passes, 3, passes);
    }

    [Fact]
    public void BelowOneGradient_ThereIsNoMap_AndTheReasonSaysWhatItTakes()
    {
        var (planted, budget) = (new Planted(), Planted.Budget(2));
        var outcome = ExplainerSet.Find("scg").Explain(Aimed(planted), planted.Grid, 0, budget);
        Assert.Null(outcome.Cells);
        Assert.Contains("before one coalition gradient of 3", outcome.SkippedBecause, StringComparison.Ordinal);
        Assert.Equal(0, budget.Passes);
    }

    [Fact]
    public void Selection_TakesWhatTheProbeSaysIsBest_AndSaysSo()
    {
        var planted = new Planted();
        var outcome = ExplainerSet.Find("scg").Explain(Aimed(planted), planted.Grid, 3, Planted.Unlimited());
        Assert.Matches("^coalitions=16, families=straight:4\\+smooth:8\\+soft:4, selected=(posterior|mean|mean\\+losses|posterior\\+local) of 4$", outcome.Parameters);
        Assert.Equal(outcome.Cells, ExplainerSet.Find("scg").Explain(Aimed(planted), planted.Grid, 3, Planted.Unlimited()).Cells);
    }

    [Fact]
    public void AProbe_EstimatesTheGap_OfGoodMapsAndOfBadOnes()
    {
        var (planted, region) = (new Planted(), new Planted().Aimed());
        var good = new float[planted.Grid.Count];
        foreach (var i in Planted.EvidenceCells) good[i] = 1;
        float[] bad = [.. good.Select(g => -g)];
        foreach (var cells in new[] { good, bad, new RandomMap().Explain(region, planted.Grid, 3, Planted.Unlimited()).Cells! })
        {
            var curves = new InsertionCurve(36).Measure(region, planted.Grid, cells, Planted.Unlimited())!.Value!.Value
                - new DeletionCurve(36).Measure(region, planted.Grid, cells, Planted.Unlimited())!.Value!.Value;
            var budget = Planted.Budget(8);
            Assert.Equal(curves, Probe.Fresh.Measure(region, planted.Grid, cells, budget)!.Value, 0.15);
            Assert.Equal(8, budget.Passes);
        }
        Assert.Null(Probe.Fresh.Measure(region, planted.Grid, good, Planted.Budget(7)));
        Assert.Empty(Probe.Fresh.Nodes.Intersect(Probe.Selection.Nodes));
    }

    [Fact]
    public void Auto_TakesGradientsWhereThereAreSome_AndOcclusionElsewhere()
    {
        var planted = new Planted();
        string Method(IGradientGraphs? gradients) =>
            new RegionExplainer(planted.Runner, gradients, "hash", TimeProvider.System)
                .Explain(planted.Picture, planted.Content, planted.Target, new ExplainOptions { Cells = new CellCount(6, 6) }, null, TestContext.Current.CancellationToken).Map!.Method;
        Assert.Equal("scg", Method(new NumericGradients(planted.Runner)));
        Assert.Equal("occlusion", Method(null));
    }

    [Fact]
    public void TheCertificate_IsAFreshMeasurement_WithAControl()
    {
        var planted = new Planted();
        var result = new RegionExplainer(planted.Runner, new NumericGradients(planted.Runner), "hash", TimeProvider.System)
            .Explain(planted.Picture, planted.Content, planted.Target, new ExplainOptions { Cells = new CellCount(6, 6), Passes = 120 }, null, TestContext.Current.CancellationToken);
        Assert.Equal((ExplainStatus.Ok, "probe/4"), (result.Status, result.FaithfulnessHow));
        Assert.InRange(result.Faithfulness!.Value, 0.5, 1.2);
        Assert.InRange(result.RandomFaithfulness!.Value, -0.4, 0.4);
        Assert.InRange(result.Passes, 70, 120);
        Assert.Equal(1, result.Shares!.Value.Inside + result.Shares.Value.Boundary + result.Shares.Value.Context, 1e-9);
    }

    private static PerturbedRegion Aimed(Planted planted)
    {
        var region = new PerturbedRegion(planted.Runner, new NumericGradients(planted.Runner));
        Assert.NotNull(region.TryAim(planted.Picture, planted.Content, planted.Target, [new DatasetMeanReference([0, 0, 0])], Planted.Unlimited()));
        return region;
    }

    private static float[] Draw(CoalitionFamily family, int number, long seed)
    {
        var shown = new float[Cells.Columns * Cells.Rows];
        new CoalitionSampler(Cells, seed).Draw(family, number, shown);
        return shown;
    }

    private static double NeighbourDifference(CoalitionFamily family)
    {
        double sum = 0;
        for (var k = 0; k < 20; k++)
        {
            var shown = Draw(family, k, seed: 2);
            for (var i = 0; i < shown.Length - 1; i++)
                if (i % Cells.Columns < Cells.Columns - 1) sum += Math.Abs(shown[i] - shown[i + 1]);
        }
        return sum;
    }
}
