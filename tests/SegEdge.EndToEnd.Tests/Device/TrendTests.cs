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
    public void SlowSawTeeth_WidenTheInterval_SoThatTheyAreNoSlope()
    {
        // Six teeth of five minutes and 10 MB in half an hour; they begin low and end high.
        (TimeSpan, double)[] teeth = [.. Enumerable.Range(0, 1800).Select(s => (TimeSpan.FromSeconds(s), 300 + (s + 30) % 300 / 30.0))];
        var trend = Trend.Of(teeth);
        Assert.InRange(0, trend.PerHour - trend.Margin, trend.PerHour + trend.Margin);
        Assert.True(Trend.Of([.. teeth.Select(t => (t.Item1, t.Item2 + 40 * t.Item1.TotalHours))]) is var steep && steep.PerHour - steep.Margin > 1, $"{steep}");
    }

    [Fact]
    public void FewSamples_AreNoTrend() => Assert.Throws<ArgumentException>(() => Trend.Of([.. Samples(1, 0).Take(20)]));

    private static (TimeSpan, double)[] Samples(double perHour, double noise)
    {
        var dice = new Random(7);
        return [.. Enumerable.Range(0, 1800).Select(s => TimeSpan.FromSeconds(s)).Select(at => (at, 300 + perHour * at.TotalHours + noise * (dice.NextDouble() - 0.5)))];
    }
}
