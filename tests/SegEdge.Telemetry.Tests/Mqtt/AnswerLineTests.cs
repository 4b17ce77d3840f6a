using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

public sealed class AnswerLineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _late = [];

    [Fact]
    public void AWindowThatIsAnsweredOneAfterTheOther_IsNeverLate_HoweverLongTheLastWaits()
    {
        using var line = new AnswerLine(_time, _late.Add);
        var window = Enumerable.Range(0, 32).Select(i => line.Join(Patience, $"no answer to {i}")).ToArray();
        foreach (var place in window)
        {
            _time.Advance(TimeSpan.FromSeconds(19));
            line.Leave(place);
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_late);
    }

    [Fact]
    public void WhatIsNextAndNotAnswered_IsLate_ThoughLaterOnesAreAnswered()
    {
        using var line = new AnswerLine(_time, _late.Add);
        var first = line.Join(Patience, "no answer to a");
        line.Join(Patience, "no answer to b");
        _time.Advance(TimeSpan.FromSeconds(15));
        line.Leave(first); // b is the next from here on
        for (var second = 0; second < 19; second++)
        {
            var later = line.Join(Patience, "no answer to a later one");
            _time.Advance(TimeSpan.FromSeconds(1));
            line.Leave(later);
        }

        Assert.Empty(_late);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["no answer to b within 20 s"], _late);
    }

    [Fact]
    public void EachQuestion_HasItsOwnPatience()
    {
        using var line = new AnswerLine(_time, _late.Add);
        var publish = line.Join(Patience, "no answer to a publish");
        line.Join(TimeSpan.FromSeconds(7.5), "no answer to a ping");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_late);
        line.Leave(publish);
        _time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal(["no answer to a ping within 7.5 s"], _late);
    }
}
