using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Evaluation.Shortcut;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class ShortcutReportTests
{
    [Fact]
    public void TheRuleIsChosenOnEvenSeeds_AndJudgedOnOddOnes()
    {
        // Even scenes: caught from share 0.5, alarms up to 0.3. Odd ones: a quarter of the planted weeds has a share of 0.32 only.
        var measured = new Measurements();
        for (var seed = 0; seed < 40; seed++)
        {
            Add(measured, "planted", seed, rank: 2, share: seed % 8 == 1 ? 0.32 : 0.5);
            Add(measured, "clean", seed, rank: 2, share: 0.3);
        }
        var rates = new ShortcutRates(measured, "planted", "clean");
        Assert.Equal((1.0, 1.0), (rates.Caught("a", ShortcutRule.Card)!.Value.Mean, rates.Alarms("a", ShortcutRule.Card)!.Value.Mean));
        var own = rates.Fit("a", 0.05);
        Assert.Equal(new ShortcutRule(2, 0.5), own);
        Assert.Equal((0.75, 0.0), (rates.Caught("a", own, odd: true)!.Value.Mean, rates.Alarms("a", own, odd: true)!.Value.Mean));
        Assert.Equal(1, rates.Caught("a", own, odd: false)!.Value.Mean);
        Assert.Equal((40, 40, 40), rates.Cases);
        var report = ShortcutReport.Write(measured, "planted", "clean");
        Assert.Contains("| a | 40 | 3 | 100.0 % [100, 100] | 100.0 % [100, 100] |", report, StringComparison.Ordinal);
        Assert.Contains("| a | top 2, share 0.50 | 20 | 75.0 %", report, StringComparison.Ordinal);
    }

    private static void Add(Measurements measured, string model, int seed, double rank, double share)
    {
        var at = new Measurements.Case(model, seed.ToString(CultureInfo.InvariantCulture), "1;1", "0");
        foreach (var (metric, value) in new[] { ("rank", rank), ("context", share), ("near", 1), ("passes", 3) }) measured.Add(at, "a", metric, value);
        measured.Add(at, ShortcutStudy.Truth, "lost", 1);
    }
}
