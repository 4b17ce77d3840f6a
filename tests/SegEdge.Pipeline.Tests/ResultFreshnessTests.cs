using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class ResultFreshnessTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly List<bool> _told = [];

    [Fact]
    public void BeforeTheFirstResult_NothingIsFresh()
    {
        using var freshness = Open(Budget);
        Assert.False(freshness.IsFresh);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_told);
    }

    [Fact]
    public void AResult_IsFreshUntilItsFrameOutlivesTheBudget_AlsoIfNothingElseComes()
    {
        using var freshness = Open(Budget);
        var captured = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(200)); // segmented meanwhile
        Assert.True(freshness.TryPublish(captured));
        _time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.True(freshness.IsFresh);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(freshness.IsFresh);
        Assert.Equal([true, false], _told);
    }

    [Fact]
    public void AsLongAsResultsCome_ItIsToldOnce()
    {
        using var freshness = Open(Budget);
        for (var n = 0; n < 20; n++)
        {
            Assert.True(freshness.TryPublish(_time.GetTimestamp()));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal([true], _told);
    }

    [Fact]
    public void AResultThatIsTooOld_ChangesNothing()
    {
        using var freshness = Open(Budget);
        var captured = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(501));
        Assert.False(freshness.TryPublish(captured));
        Assert.Empty(_told);
        Assert.True(freshness.TryPublish(_time.GetTimestamp()));
        Assert.False(freshness.TryPublish(captured));
        Assert.Equal([true], _told);
    }

    [Fact]
    public void AfterTheRun_NothingIsFresh_AndNothingBecomesSo()
    {
        using var freshness = Open(Budget);
        freshness.TryPublish(_time.GetTimestamp());
        freshness.End();
        freshness.TryPublish(_time.GetTimestamp());
        Assert.Equal([true, false], _told);
    }

    [Fact]
    public void WithoutABudget_NothingIsStale_UntilTheEnd()
    {
        using var freshness = Open(TimeSpan.Zero);
        var captured = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(freshness.TryPublish(captured));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(freshness.IsFresh);
        Assert.False(freshness.IsStale(TimeSpan.FromDays(1)));
        freshness.End();
        Assert.Equal([true, false], _told);
    }

    private ResultFreshness Open(TimeSpan budget)
    {
        var freshness = new ResultFreshness(budget, _time);
        freshness.Changed += _told.Add;
        return freshness;
    }
}
