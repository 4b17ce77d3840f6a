using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>Outputs that do what they are told, outputs that do not, and their end. Safe is low, and the alarm's safe level is high, as <see cref="GpioRig.Options"/> say.</summary>
public sealed class GpioOutputTests : IDisposable
{
    private readonly GpioRig _rig = new();

    private ScriptedGpioDriver Main => _rig.Chips.Main;

    [Fact]
    public void AnAlert_SoundsTheAlarmForItsTime_AndLeavesTheSafeOutputAlone()
    {
        _rig.Result();
        _rig.Guard.RaiseAlarm();
        _rig.Result();
        Assert.Equal((false, true), (_rig.IsSafe, _rig.IsAlarming));
        for (var passed = 0; passed < 2000; passed += 500)
        {
            _rig.Poll(500);
            _rig.Result();
        }
        Assert.Equal((false, false), (_rig.IsSafe, _rig.IsAlarming));
    }

    [Fact]
    public void AnOutputThatSticks_IsAFault_OthersGoSafe_AndItIsNotHammered()
    {
        Main.Stuck[GpioRig.Safe] = 0;
        _rig.Result();
        Assert.Equal((true, true), (_rig.IsSafe, _rig.IsAlarming));
        Assert.Equal("fault: output Safe (line 11) was set High and reads Low", _rig.Done[^1]);
        for (var passed = 0; passed < 9_500; passed += 500)
        {
            _rig.Poll(500);
            _rig.Result();
        }
        Assert.Equal(1, _rig.Guard.Faults); // at rest for ten seconds
        Assert.Contains("was set High and reads Low", _rig.Guard.UnsafeBecause, StringComparison.Ordinal);

        Main.Stuck.Clear();
        for (var passed = 0; passed < 1_000; passed += 500)
        {
            _rig.Poll(500);
            _rig.Result();
        }
        Assert.Equal((false, 1L), (_rig.IsSafe, _rig.Guard.Faults));
    }

    [Fact]
    public void AnOutputThatSticksAtTheDangerousLevel_IsToldOncePerSecond_AndTriedAgain()
    {
        _rig.Result();
        Main.Stuck[GpioRig.Safe] = 1;
        _rig.Poll(5_000); // no result any more
        Assert.InRange(_rig.Guard.Faults, 4, 6);
        Assert.True(_rig.IsAlarming);
        Main.Stuck.Clear();
        _rig.Poll(1_100);
        Assert.True(_rig.IsSafe);
    }

    [Fact]
    public void ATrip_IsForGood_WhateverComesAfterIt()
    {
        _rig.Result();
        Assert.False(_rig.IsSafe);
        _rig.Guard.Trip("stage Segment has hung");
        Assert.Equal((true, true), (_rig.IsSafe, _rig.IsAlarming)); // before the call returned
        _rig.Result();
        _rig.Poll(500);
        Assert.Equal((true, "stage Segment has hung"), (_rig.IsSafe, _rig.Guard.UnsafeBecause));
    }

    [Fact]
    public async Task ATrip_DoesNotWaitForAThreadThatHangsInADriver()
    {
        using var hangs = new ManualResetEventSlim();
        using var hung = new ManualResetEventSlim();
        using var guard = new GpioGuard(GpioRig.Options, new GpioLines(GpioRig.Options, _rig.Chips), new GpioActions(() => { }, _ => { }, _ => { }, _ =>
        {
            hung.Set();
            hangs.Wait(TestContext.Current.CancellationToken);
        }), _rig.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Main.Stuck[GpioRig.Safe] = 0;
        guard.Monitor.Result(TimeSpan.Zero);
        var poll = Task.Run(guard.Poll, TestContext.Current.CancellationToken);
        hung.Wait(TestContext.Current.CancellationToken);
        Main.Stuck.Clear();
        Main[GpioRig.Safe] = 1;
        var tripped = Task.Run(() => guard.Trip("crash"), TestContext.Current.CancellationToken);
        await Testing.Eventually.TrueAsync(() => Main[GpioRig.Safe] == 0, "the trip has written the safe level");
        hangs.Set();
        await Task.WhenAll(poll, tripped);
    }

    [Fact]
    public void OnStop_OutputsAreSafe_AndThenTheChipsAreLetGo()
    {
        _rig.Result();
        Assert.False(_rig.IsSafe);
        _rig.Guard.Dispose();
        Assert.Equal((true, true, true), (_rig.IsSafe, _rig.IsAlarming, Main.IsDisposed));
        Assert.Equal("the device stopped", _rig.Guard.UnsafeBecause);
    }

    [Fact]
    public async Task TheThread_PollsByItself()
    {
        _rig.Guard.Start();
        _rig.Guard.Monitor.Result(TimeSpan.Zero);
        await Testing.Eventually.TrueAsync(() => !_rig.IsSafe, "the outputs are released");
        _rig.Chips.AlwaysOn[GpioRig.EmergencyStop] = 0;
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        await Testing.Eventually.TrueAsync(() =>
        {
            _rig.Time.Advance(TimeSpan.FromMilliseconds(5));
            return _rig.Guard.UnsafeBecause == "the emergency stop is active";
        }, "the stop is believed");
    }

    public void Dispose() => _rig.Dispose();
}
