using Microsoft.Extensions.Time.Testing;
using SegEdge.Camera.Live;

namespace SegEdge.Camera.Tests.Live;

/// <summary>The state machine on a clock of the test's own: no process, no waiting.</summary>
public sealed class ReconnectMachineTests
{
    private static readonly StreamFault Gone = new(StreamFaultKind.Ended, "gone", []);

    private readonly FakeTimeProvider _time = new();
    private readonly ReconnectMachine _machine;

    public ReconnectMachineTests() => _machine = new ReconnectMachine(new ReconnectOptions(), _time, new Highest());

    [Fact]
    public void ItGoesThroughItsStates()
    {
        _machine.Connecting();
        Assert.Equal(LinkState.Connecting, _machine.Status.State);
        Assert.Null(_machine.Status.SinceLastPicture);
        Assert.True(_machine.Picture());
        Assert.Equal(LinkState.Streaming, _machine.Status.State);
        Assert.False(_machine.Picture());
        _machine.Stalled();
        Assert.Equal(LinkState.Stalled, _machine.Status.State);
        _machine.Lost(Gone, out _);
        Assert.Equal(LinkState.Backoff, _machine.Status.State);
        Assert.Equal("gone", _machine.Status.LastFault);
        _machine.Connecting();
        Assert.Equal(LinkState.Connecting, _machine.Status.State);
        Assert.True(_machine.Picture());
        Assert.Equal(new LinkCounters(Reconnects: 1, Stalls: 1, Restarts: 1, Garbage: 0, Escalations: 0), _machine.Status.Counters);
    }

    [Fact]
    public void WithoutAPictureForTwentySeconds_ItIsSilent_CountedFromWhenOneWasAskedFor()
    {
        _machine.Connecting();
        _time.Advance(TimeSpan.FromMinutes(5)); // nobody read
        _machine.Waiting();
        Assert.False(_machine.IsSilent);
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(_machine.IsSilent);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_machine.IsSilent);
        _machine.Waiting();
        Assert.False(_machine.IsSilent);
    }

    [Fact]
    public void Waits_DoubleUpToTheLongest_AndAPictureStartsThemAgain()
    {
        var waits = new List<double>();
        for (var attempt = 0; attempt < 7; attempt++)
        {
            _time.Advance(TimeSpan.FromHours(1)); // no budget is used up
            _machine.Connecting();
            waits.Add(_machine.Lost(Gone, out var escalates).TotalSeconds);
            Assert.False(escalates);
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
        _machine.Connecting();
        _machine.Picture();
        Assert.Equal(1, _machine.Lost(Gone, out _).TotalSeconds);
    }

    [Fact]
    public void Waits_AreSpreadFromZero()
    {
        var spread = Enumerable.Range(0, 500).Select(seed =>
        {
            var machine = new ReconnectMachine(new ReconnectOptions { FirstWait = TimeSpan.FromSeconds(8) }, _time, new Random(seed));
            machine.Connecting();
            return machine.Lost(Gone, out _).TotalSeconds;
        }).ToArray();
        Assert.All(spread, wait => Assert.InRange(wait, 0, 8));
        Assert.True(spread.Count(wait => wait < 2) > 50 && spread.Count(wait => wait > 6) > 50, "not spread over the whole range");
    }

    [Fact]
    public void FiveRestartsInAMinute_UseUpTheBudget_OnceSaid_ThenEveryWaitIsTheLongest()
    {
        _machine.Connecting();
        for (var restart = 1; restart <= 5; restart++)
        {
            _machine.Picture();
            Assert.Equal(1, _machine.Lost(Gone, out var early).TotalSeconds);
            Assert.False(early);
            _time.Advance(TimeSpan.FromSeconds(5));
            _machine.Connecting();
        }
        _machine.Picture();
        Assert.Equal(30, _machine.Lost(Gone, out var escalates).TotalSeconds);
        Assert.True(escalates);
        Assert.True(_machine.Status.Escalated);

        _time.Advance(TimeSpan.FromSeconds(30));
        _machine.Connecting();
        _machine.Picture();
        Assert.Equal(30, _machine.Lost(Gone, out var again).TotalSeconds);
        Assert.False(again);
        Assert.Equal(1, _machine.Status.Counters.Escalations);
    }

    [Fact]
    public void AStreamThatLastedForAWindow_EndsTheEscalation()
    {
        Escalate();
        _machine.Connecting();
        _machine.Picture();
        _time.Advance(TimeSpan.FromSeconds(59));
        _machine.Picture();
        Assert.True(_machine.Status.Escalated);
        _time.Advance(TimeSpan.FromSeconds(1));
        _machine.Picture();
        Assert.False(_machine.Status.Escalated);
        Assert.Equal(1, _machine.Lost(Gone, out var escalates).TotalSeconds);
        Assert.False(escalates);
    }

    [Fact]
    public void RestartsFarApart_UseUpNothing()
    {
        for (var n = 0; n < 50; n++)
        {
            _machine.Connecting();
            _machine.Picture();
            _machine.Lost(Gone, out var escalates);
            Assert.False(escalates);
            _time.Advance(TimeSpan.FromSeconds(16));
        }
        Assert.Equal(49, _machine.Status.Counters.Restarts);
    }

    [Fact]
    public void Garbage_IsCounted()
    {
        _machine.Connecting();
        _machine.Lost(Gone with { Kind = StreamFaultKind.Garbage }, out _);
        Assert.Equal(1, _machine.Status.Counters.Garbage);
    }

    private void Escalate()
    {
        for (var n = 0; n < 6; n++)
        {
            _machine.Connecting();
            _machine.Lost(Gone, out _);
        }
        Assert.True(_machine.Status.Escalated);
        _time.Advance(TimeSpan.FromSeconds(30));
    }

    private sealed class Highest : Random
    {
        public override double NextDouble() => 1;
    }
}
