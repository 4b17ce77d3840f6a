using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class AgeBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void AFrameAsOldAsTheBudget_IsWithinIt_AndAMillisecondLaterNot()
    {
        var budget = new AgeBudget(TimeSpan.FromMilliseconds(500), _time);
        var captured = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(budget.IsExceeded(captured, out var age));
        Assert.Equal(TimeSpan.FromMilliseconds(500), age);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(budget.IsExceeded(captured, out _));
        Assert.False(budget.IsExceeded(_time.GetTimestamp(), out _));
    }

    [Fact]
    public void WithoutABudget_NothingIsTooOld()
    {
        var captured = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(new AgeBudget(TimeSpan.Zero, _time).IsExceeded(captured, out _));
    }
}
