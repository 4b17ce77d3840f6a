using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

public sealed class ExplainBudgetTests
{
    [Fact]
    public void Passes_EndIt_AndASliceTakesFromItsParent()
    {
        var budget = new ExplainBudget(5, Timeout.InfiniteTimeSpan, TimeProvider.System);
        var slice = budget.Slice(2, 1);
        while (slice.Allows()) slice.Count();
        Assert.Equal((2, 2, 3), (slice.Passes, budget.Passes, budget.RemainingPasses));
        Assert.Equal("all 2 passes are used", slice.Exhausted);
        var larger = budget.Slice(100, 1);
        while (larger.Allows()) larger.Count();
        Assert.Equal(5, budget.Passes);
    }

    [Fact]
    public void TheDeadline_EndsIt_AndASliceHasItsShareOfTheTimeLeft()
    {
        var clock = new FakeTimeProvider();
        var budget = new ExplainBudget(100, TimeSpan.FromSeconds(2), clock);
        var slice = budget.Slice(100, 0.25);
        clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.True(slice.Allows());
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(slice.Allows());
        Assert.True(budget.Allows());
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal("2000 ms have passed", budget.Exhausted);
    }

    [Fact]
    public void AffordablePasses_FollowTheSpeedSoFar_WithAFifthKeptBack()
    {
        var clock = new FakeTimeProvider();
        var budget = new ExplainBudget(1000, TimeSpan.FromSeconds(1), clock);
        Assert.Equal(1000, budget.AffordablePasses());
        clock.Advance(TimeSpan.FromMilliseconds(100));
        budget.Count();
        Assert.Equal(7, budget.AffordablePasses()); // 900 ms / 100 ms x 0.8
    }

    [Fact]
    public void Cancellation_ComesOutOfTheQuestion()
    {
        using var cancel = new CancellationTokenSource();
        var slice = new ExplainBudget(5, Timeout.InfiniteTimeSpan, TimeProvider.System, null, cancel.Token).Slice(5, 1);
        Assert.True(slice.Allows());
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => slice.Allows());
    }
}
