namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>That what judges a soak would notice.</summary>
public sealed class TrendTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-2)]
    public void TheSlope_LiesWithinItsInterval_AndTheIntervalIsNarrow(double perHour)
    {
        var trend = Trend.Of(Samples(perHour, noise: 1));
        Assert.InRange(perHour, trend.PerHour - trend.Margin, trend.PerHour + trend.Margin);
        Assert.InRange(trend.Margin, 0.01, 1);
    }

    [Fact]
    public void ALineWithoutNoise_IsFoundExactly()
    {
        var trend = Trend.Of(Samples(3, noise: 0));
        Assert.Equal((3, 0), (Math.Round(trend.PerHour, 6), Math.Round(trend.Margin, 6)));
    }

    [Fact]
    public void FewSamples_AreNoTrend() => Assert.Throws<ArgumentException>(() => Trend.Of([.. Samples(1, 0).Take(20)]));

    private static (TimeSpan, double)[] Samples(double perHour, double noise)
    {
        var dice = new Random(7);
        return [.. Enumerable.Range(0, 1800).Select(s => TimeSpan.FromSeconds(s)).Select(at => (at, 300 + perHour * at.TotalHours + noise * (dice.NextDouble() - 0.5)))];
    }
}
