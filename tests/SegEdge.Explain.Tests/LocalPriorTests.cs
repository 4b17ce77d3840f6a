namespace SegEdge.Explain.Tests;

public sealed class LocalPriorTests
{
    private static readonly float[] Local = [0, 0, 0.5f, 1, 1, 0];

    private static readonly float[] Mean = [0.4f, -0.3f, 1.2f, 1.5f, 2.3f, 0.2f];

    private static float[] Prior => [.. Local.Select(c => c * Slope(Mean))];

    [Fact]
    public void WithoutNoise_TheMeanIsTheAnswer() => Assert.Equal(Mean, Posterior(Mean, error: 0));

    // Far more noise than the residuals show: the area, at the slope of least squares, has half the say, never more.
    [Fact]
    public void WhatIsAllNoise_IsHalfTheArea() => AssertEqual([.. Mean.Zip(Prior, (m, p) => (m + p) / 2)], Posterior(Mean, error: 10));

    [Fact]
    public void InBetween_BothCount_TheMoreNoiseTheLessTheMean()
    {
        float[] little = Posterior(Mean, error: 0.05f), much = Posterior(Mean, error: 0.1f);
        for (var i = 0; i < Mean.Length; i++)
        {
            Assert.InRange(much[i], MathF.Min(Prior[i], Mean[i]) - 1e-6f, MathF.Max(Prior[i], Mean[i]) + 1e-6f);
            Assert.True(MathF.Abs(much[i] - Prior[i]) < MathF.Abs(little[i] - Prior[i]));
        }
    }

    // A region that speaks against its class has no slope: the mean shrinks and keeps its order and signs.
    [Fact]
    public void ARegionThatSpeaksAgainstItsClass_IsNoPrior()
    {
        float[] against = [.. Mean.Select(m => -m)];
        var posterior = Posterior(against, error: 0.25f);
        var shrunk = posterior[4] / against[4];
        Assert.InRange(shrunk, 0.5f, 0.999f);
        AssertEqual([.. against.Select(a => a * shrunk)], posterior);
    }

    [Fact]
    public void WithErrorsUnknown_OrNoRegion_TheMeanIsKept()
    {
        Assert.Equal(Mean, Posterior(Mean, float.PositiveInfinity));
        AssertEqual(Mean, LocalPrior.Posterior(Mean, new float[Mean.Length], new float[Mean.Length]));
        Assert.Equal(new float[6], Posterior(new float[6], error: 0.1f));
    }

    // Simulated: evidence is the area with some scatter, measured with as much noise. What is drawn to the area lies nearer to the truth.
    [Fact]
    public void OnAverage_TheErrorIsSmaller()
    {
        var random = new SeededRandom(3);
        double plain = 0, drawn = 0;
        for (var run = 0; run < 200; run++)
        {
            float[] local = [.. Enumerable.Range(0, 60).Select(i => i < 20 ? 1f : 0)], truth = [.. local.Select(c => c + (0.5f * (float)random.NextBell()))];
            float[] measured = [.. truth.Select(t => t + (0.5f * (float)random.NextBell()))];
            var posterior = LocalPrior.Posterior(measured, [.. measured.Select(_ => 0.5f)], local);
            plain += measured.Zip(truth, (m, t) => Math.Pow(m - t, 2)).Sum();
            drawn += posterior.Zip(truth, (p, t) => Math.Pow(p - t, 2)).Sum();
        }
        Assert.InRange(drawn / plain, 0.4, 0.65); // half, as much noise as scatter
    }

    // The planted score is 2 nats a cell of evidence, far from the region's own 12-px pixels: local evidence lies where the region is, and sums to the contrast.
    [Fact]
    public void LocalEvidence_LiesWhereTheRegionDoes_AndSumsToTheContrast()
    {
        var planted = new Planted();
        var region = planted.Aimed();
        var local = LocalEvidence.Of(region, planted.Grid);
        Assert.Equal(region.Contrast, local.Sum(), 1e-3);
        // Every pixel of the 4x4 output has the same score here, and its centre lies in one cell of the 6x6 grid.
        int[] centres = [.. from y in new[] { 0, 2, 3, 5 } from x in new[] { 0, 2, 3, 5 } select (y * 6) + x];
        Assert.Equal(centres, local.Index().Where(c => c.Item > 0).Select(c => c.Index));
        Assert.All(centres, c => Assert.Equal(region.Contrast / 16, local[c], 1e-3));
    }

    [Theory]
    [InlineData(48, 48, 6, 6), InlineData(47, 31, 6, 7), InlineData(13, 9, 13, 2)]
    public void EachPixelIsInTheCellThatHoldsIt(int width, int height, int columns, int rows)
    {
        var grid = new CellGrid(new PixelRect(3, 5, width, height), new CellCount(columns, rows));
        for (var i = 0; i < grid.Count; i++)
        {
            var cell = grid.Cell(i);
            for (var y = cell.Y; y < cell.Bottom; y++)
                for (var x = cell.X; x < cell.Right; x++) Assert.Equal(i, grid.IndexAt(x, y));
        }
        Assert.All([(2, 5), (3, 4), (3 + width, 5), (3, 5 + height)], p => Assert.Equal(-1, grid.IndexAt(p.Item1, p.Item2)));
    }

    private static float[] Posterior(float[] mean, float error) => LocalPrior.Posterior(mean, [.. mean.Select(_ => error)], Local);

    private static float Slope(float[] mean) => mean.Zip(Local, (m, c) => m * c).Sum() / Local.Sum(c => c * c);

    private static void AssertEqual(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
