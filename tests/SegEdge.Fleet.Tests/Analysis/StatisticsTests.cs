using SegEdge.Fleet.Analysis;

namespace SegEdge.Fleet.Tests.Analysis;

public sealed class StatisticsTests
{
    // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_IsAsPublished(int hits, int trials, double low, double high)
    {
        var interval = WilsonInterval.Of(hits, trials);
        Assert.Equal(low, interval.Low, 0.00005);
        Assert.Equal(high, interval.High, 0.00005);
    }

    [Fact]
    public void Wilson_OfNothing_ExcludesNothing() => Assert.Equal(new Interval(0, 1), WilsonInterval.Of(0, 0));

    [Fact]
    public void Wilson_SolvesItsEquation()
    {
        // Its ends are where the score statistic is just z.
        var interval = WilsonInterval.Of(7, 40, 3.1);
        foreach (var p in (double[])[interval.Low, interval.High]) Assert.Equal(3.1, Math.Abs(7.0 / 40 - p) / Math.Sqrt(p * (1 - p) / 40), 1e-9);
    }

    // Exact limits: Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936).
    [Theory]
    [InlineData(10, 4.795, 18.39)]
    [InlineData(50, 37.11, 65.92)]
    [InlineData(100, 81.36, 121.63)]
    public void Poisson_IsCloseToTheExactLimits(double count, double low, double high)
    {
        var interval = PoissonInterval.Of(count);
        Assert.Equal(low, interval.Low, low * 0.005);
        Assert.Equal(high, interval.High, high * 0.005);
    }

    [Theory]
    [InlineData(0.05, 1.6448536269514722)]
    [InlineData(0.025, 1.959963984540054)]
    [InlineData(0.001, 3.090232306167813)]
    [InlineData(2.866515718791939e-7, 5)]
    [InlineData(7.61985302416047e-24, 10)]
    public void NormalQuantile_IsExact(double tail, double z) => Assert.Equal(z, NormalQuantile.OfUpperTail(tail), 1e-9);

    [Fact]
    public void RobustSpread_OfNormalValues_IsTheirVariance_AndOneOutOfLineDoesNotMoveIt()
    {
        var random = new Random(5);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var values = Enumerable.Range(0, 2001).Select(_ => 3 * Normal()).ToArray();
        var sampling = Enumerable.Repeat(1.0, values.Length).ToArray();
        Assert.Equal(8, RobustSpread.Variance(values, sampling)!.Value, 0.8);
        values[0] = 1e9;
        Assert.Equal(8, RobustSpread.Variance(values, sampling)!.Value, 0.8);
        Assert.Equal(0, RobustSpread.Variance(values, [.. sampling.Select(_ => 100.0)]));
        Assert.Null(RobustSpread.Variance(values.AsSpan(0, 7), sampling.AsSpan(0, 7)));
    }
}
