using System.Device.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>What the lines do and make the device do. Safe is low, and the alarm's safe level is high, as <see cref="GpioRig.Options"/> say.</summary>
public sealed class GpioGuardTests : IDisposable
{
    private readonly GpioRig _rig = new();

    private ScriptedGpioDriver Main => _rig.Chips.Main;

    [Fact]
    public void AtTheStart_OutputsAreOpenedAtTheirSafeLevels_BeforeAnythingIsRead()
    {
        Assert.Equal([(GpioRig.Safe, PinValue.Low), (GpioRig.Alarm, PinValue.High)], Main.Written.Take(2));
        Assert.Equal((true, true), (_rig.IsSafe, _rig.IsAlarming));
        _rig.Poll(50);
        Assert.Equal((true, "there is no result yet"), (_rig.IsSafe, _rig.Guard.UnsafeBecause));
        Assert.Equal(PinMode.InputPullDown, Main.ModeOf(GpioRig.Trigger));
    }

    [Fact]
    public void WithFreshResults_OutputsLeaveTheirSafeLevels_AndStayWhileTheyCome()
    {
        for (var n = 0; n < 100; n++)
        {
            _rig.Result();
            Assert.Equal((false, false), (_rig.IsSafe, _rig.IsAlarming));
            _rig.Poll(100);
        }
        Assert.Null(_rig.Guard.UnsafeBecause);
        Assert.Equal((1L, 0L), (_rig.Guard.SafeEntries, _rig.Guard.Faults));
    }

    [Fact]
    public void WithoutAResultForTooLong_OutputsAreSafe_UntilTheNextFreshOne()
    {
        _rig.Result(ageMs: 40);
        _rig.Poll(950);
        Assert.False(_rig.IsSafe);
        _rig.Poll(15); // 40 + 970 > 1000: what was seen then is too old now
        Assert.Equal((true, true), (_rig.IsSafe, _rig.IsAlarming));
        Assert.Contains("Gpio:ResultWithin", _rig.Guard.UnsafeBecause, StringComparison.Ordinal);
        _rig.Result();
        Assert.False(_rig.IsSafe);
        Assert.Equal(2, _rig.Guard.SafeEntries);
    }

    [Fact]
    public void AStaleResult_PutsOutputsSafe_ThoughResultsKeepComing()
    {
        _rig.Result();
        Assert.False(_rig.IsSafe);
        for (var n = 0; n < 5; n++)
        {
            _rig.Result(ageMs: 1500);
            Assert.True(_rig.IsSafe);
        }
        Assert.StartsWith("the last result was 1500 ms old", _rig.Guard.UnsafeBecause, StringComparison.Ordinal);
        Assert.Equal(2, _rig.Guard.SafeEntries); // the start, and once for all five
    }

    [Fact]
    public void AResultThatThePipelineCallsStale_PutsOutputsSafe_HoweverYoungItIs()
    {
        _rig.Result();
        _rig.Guard.Monitor.Result(TimeSpan.Zero, stale: true);
        _rig.Poll();
        Assert.Equal((true, "the last result was stale"), (_rig.IsSafe, _rig.Guard.UnsafeBecause));
        _rig.Result();
        Assert.False(_rig.IsSafe);
    }

    [Fact]
    public void TheEmergencyStop_PutsOutputsSafe_AndItsEndReleasesThem()
    {
        _rig.Result();
        _rig.Chips.AlwaysOn[GpioRig.EmergencyStop] = 0; // opened: also what a broken wire does
        _rig.Poll(30);
        Assert.Equal((true, "the emergency stop is active"), (_rig.IsSafe, _rig.Guard.UnsafeBecause));
        _rig.Chips.AlwaysOn[GpioRig.EmergencyStop] = 1;
        _rig.Poll(30);
        Assert.False(_rig.IsSafe);
        Assert.Equal(["mode False", "stop True", "stop False"], _rig.Done);
    }

    [Fact]
    public void AnEmergencyStop_ThatIsActiveAtTheStart_IsBelievedAtOnce()
    {
        _rig.Chips.AlwaysOn[GpioRig.EmergencyStop] = 0;
        _rig.Result();
        Assert.Equal((true, "the emergency stop is active"), (_rig.IsSafe, _rig.Guard.UnsafeBecause));
    }

    [Fact]
    public void AnEmergencyStop_ThatCannotBeRead_CountsAsOne_AndIsToldOnce()
    {
        _rig.Result();
        _rig.Chips.AlwaysOn.Unreadable[GpioRig.EmergencyStop] = true;
        _rig.Poll(200);
        _rig.Result();
        Assert.True(_rig.IsSafe);
        Assert.Equal(1, _rig.Guard.Faults);
        Assert.Single(_rig.Done, done => done.StartsWith("fault: an input cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void TheTrigger_ActsOncePerPress_AndABounceIsNone()
    {
        _rig.Poll(50);
        for (var bounce = 0; bounce < 10; bounce++)
        {
            Main[GpioRig.Trigger] = bounce % 2 == 0 ? 1 : 0;
            _rig.Poll(10);
        }
        Assert.DoesNotContain("trigger", _rig.Done);
        Main[GpioRig.Trigger] = 1;
        _rig.Poll(500);
        Main[GpioRig.Trigger] = 0;
        _rig.Poll(500);
        Main[GpioRig.Trigger] = 1;
        _rig.Poll(25);
        Assert.Equal(2, _rig.Done.Count(done => done == "trigger"));
    }

    [Fact]
    public void ATrigger_ThatIsHeldAtTheStart_IsNoPress()
    {
        Main[GpioRig.Trigger] = 1;
        _rig.Poll(100);
        Assert.DoesNotContain("trigger", _rig.Done);
    }

    [Fact]
    public void TheModeSwitch_IsToldAtTheStart_AndWithEachChange()
    {
        Main[GpioRig.Mode] = 1;
        _rig.Poll(50);
        Main[GpioRig.Mode] = 0;
        _rig.Poll(50);
        Assert.Equal(["mode True", "mode False"], _rig.Done);
    }

    [Fact]
    public void WithAnEmergencyStopNotWired_OnlyResultsCount()
    {
        using var rig = new GpioRig(GpioRig.Options with { EmergencyStop = new() });
        rig.Result();
        Assert.False(rig.IsSafe);
    }

    public void Dispose() => _rig.Dispose();
}
