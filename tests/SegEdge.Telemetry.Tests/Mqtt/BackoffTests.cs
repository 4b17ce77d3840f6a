using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

public sealed class BackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Bounds_DoubleFromOneSecond_UpToTheMost()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), _time, new Highest());
        var bounds = Enumerable.Range(0, 11).Select(_ => Math.Round(backoff.Next().TotalSeconds));
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], bounds);
    }

    [Property]
    public bool Delays_StayWithinTheirBound(PositiveInt attempts, int seed)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), _time, new Random(seed));
        return Enumerable.Range(0, attempts.Get % 2000).All(i =>
            backoff.Next().TotalSeconds is >= 0 and var s && s <= Math.Min(300, Math.Pow(2, i)));
    }

    [Fact]
    public void WhenConnectedForAMinute_ItStartsAgain_AndNotBefore()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), _time, new Highest());
        for (var i = 0; i < 5; i++) backoff.Next();
        backoff.Connected();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(32, Math.Round(backoff.Next().TotalSeconds));
        backoff.Connected();
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, Math.Round(backoff.Next().TotalSeconds));
    }

    private sealed class Highest : Random
    {
        public override double NextDouble() => 1 - 1e-9;
    }
}
