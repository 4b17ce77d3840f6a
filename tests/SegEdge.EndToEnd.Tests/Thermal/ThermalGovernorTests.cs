using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Control;
using SegEdge.EdgeHost.Thermal;
using SegEdge.Pipeline;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EndToEnd.Tests.Thermal;

/// <summary>The ladder on a fake tree: 80/73, 86/79, 92/85 °C, a dwell of 30 s.</summary>
public sealed class ThermalGovernorTests : IDisposable
{
    private static readonly DeviceIdentity Robot = new("farm", "robot", DeviceIdentity.NewBootId());

    private readonly FakeSysfs _tree = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PipelineThrottle _throttle = new();
    private readonly MemoryOutbox _outbox;
    private readonly AuditTrail _trail;
    private readonly AuditQueue _audit;
    private readonly ThermalGovernor _governor;

    public ThermalGovernorTests()
    {
        _outbox = new MemoryOutbox(1 << 20, _time);
        _trail = new AuditTrail(_outbox, Robot, null, _time, NullLogger.Instance);
        _audit = new AuditQueue(_trail);
        _governor = new ThermalGovernor(new ThermalOptions { Enabled = true, Root = _tree.Root }, _throttle, _audit, _time, NullLogger.Instance);
    }

    [Fact]
    public void TheLadder_IsClimbedOneStepAtATime_AndEachActs()
    {
        Assert.Equal((GovernorStep.Full, false, 1), At(79.9));
        Assert.Equal((GovernorStep.Explanations, true, 1), At(95)); // far above all, and yet one step
        Assert.Equal((GovernorStep.HalfRate, true, 2), At(95));
        Assert.Equal((GovernorStep.QuarterRate, true, 4), At(95));
        Assert.Equal((GovernorStep.QuarterRate, true, 4), At(95)); // there is no more to give
        Assert.Equal((GovernorStep.HalfRate, true, 2), At(40)); // and down again the same way
        Assert.Equal((GovernorStep.Explanations, true, 1), At(40));
        Assert.Equal((GovernorStep.Full, false, 1), At(40));
        Assert.Equal(6, _governor.Changes);
    }

    [Fact]
    public void ExplanationsThatAreOff_SayWhy()
    {
        At(84);
        Assert.Equal("explanations are paused by the thermal governor: cpu-thermal is at 84.0 °C, Explanations:EnterC is 80", _throttle.ExplanationsOff);
    }

    [Theory]
    [InlineData(80, 73.1)]
    [InlineData(86, 79.1)]
    [InlineData(92, 85.1)]
    public void BetweenLeavingAndEntering_NothingChanges(double enter, double between)
    {
        for (var n = 0; n < 4; n++) At(enter);
        var step = _governor.Step;
        for (var n = 0; n < 20; n++) Assert.Equal(step, At(n % 2 == 0 ? between : enter - 0.1).Step);
        Assert.Equal(step - 1, At(between - 0.1).Step);
        Assert.Equal(step - 1, At(enter - 0.1).Step);
    }

    [Fact]
    public void WithinTheDwell_NothingChanges_NeitherUpNorDown()
    {
        At(80);
        _tree.HeatAll(95);
        Look(29.9);
        Assert.Equal(GovernorStep.Explanations, _governor.Step);
        _tree.HeatAll(20);
        Look(0);
        Assert.Equal(GovernorStep.Explanations, _governor.Step);
        _tree.HeatAll(95);
        Look(0.1);
        Assert.Equal(GovernorStep.HalfRate, _governor.Step);
    }

    [Fact]
    public void OneHotZone_IsEnough_AndAllMustBeCool()
    {
        _tree.Heat("tj-thermal", 81);
        Look(30);
        Assert.Equal(GovernorStep.Explanations, _governor.Step);
        _tree.Heat("cpu-thermal", 78);
        _tree.Heat("tj-thermal", 50);
        Look(30);
        Assert.Equal(GovernorStep.Explanations, _governor.Step);
        _tree.Heat("cpu-thermal", 72);
        Look(30);
        Assert.Equal(GovernorStep.Full, _governor.Step);
    }

    [Fact]
    public async Task AMissingSensor_IsTold_AndNothingIsTakenBack_UntilItSpeaksAgain()
    {
        At(84);
        _tree.Remove("tj-thermal");
        for (var n = 0; n < 10; n++) Assert.Equal(GovernorStep.Explanations, At(30, "cpu-thermal", "gpu-thermal").Step);
        Assert.Equal(["tj-thermal"], _governor.Reading.Missing);
        Assert.Equal(GovernorStep.HalfRate, At(90, "cpu-thermal").Step); // what speaks still counts
        Assert.Equal(GovernorStep.Explanations, At(40).Step);
        Assert.Equal(["Full -> Explanations", "sensors", "Explanations -> HalfRate", "sensors", "HalfRate -> Explanations"], (await AuditedAsync()).Select(a => a.Subject));
    }

    [Fact]
    public void WithoutAnySensor_TheStepStays_AndTheLackIsTold()
    {
        foreach (var zone in (string[])["cpu-thermal", "gpu-thermal", "tj-thermal"]) _tree.Remove(zone);
        Look(60);
        Assert.Equal((GovernorStep.Full, null), (_governor.Step, _governor.Reading.HottestC));
        Assert.Equal(["thermal zones"], _governor.Reading.Missing);
    }

    [Fact]
    public void OverCurrent_IsHeat()
    {
        _tree.OverCurrent(true);
        Assert.Equal(GovernorStep.Explanations, At(40).Step);
        Assert.Equal(GovernorStep.HalfRate, At(40).Step);
        _tree.OverCurrent(false);
        Assert.Equal(GovernorStep.Explanations, At(40).Step);
    }

    [Fact]
    public async Task EachStep_IsInTheAuditChain_WithItsReason()
    {
        At(84);
        At(40);
        var audited = await AuditedAsync();
        Assert.All(audited, a => Assert.Equal(("device", AuditAction.Governor), (a.Actor, a.Action)));
        Assert.Equal(["Full -> Explanations", "Explanations -> Full"], audited.Select(a => a.Subject));
        Assert.Equal("the hottest zone, cpu-thermal, is at 40.0 °C, Explanations:LeaveC is 73", audited[1].Detail);
    }

    [Fact]
    public async Task ItReads_AtItsPace_UntilItIsStopped()
    {
        using var stop = new CancellationTokenSource();
        var run = _governor.RunAsync(stop.Token);
        Assert.Equal(GovernorStep.Full, _governor.Step);
        _tree.HeatAll(84);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(GovernorStep.Full, _governor.Step);
        await SegEdge.Testing.Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return _governor.Step == GovernorStep.Explanations;
        }, "the step is taken");
        await stop.CancelAsync();
        await run;
    }

    [Theory]
    [InlineData(80, 76, 86, 79, "Thermal:Explanations: LeaveC 76 must be 5 or more below EnterC 80")]
    [InlineData(80, 73, 80, 74, "Thermal:HalfRate: EnterC 80 and LeaveC 74 must be above those of Explanations (80, 73)")]
    [InlineData(80, 73, 86, 70, "Thermal:HalfRate: EnterC 86 and LeaveC 70 must be above those of Explanations (80, 73)")]
    public void ThresholdsThatCannotBe_AreNamed(double enter, double leave, double enterRate, double leaveRate, string problem)
    {
        var options = new ThermalOptions { Explanations = new() { EnterC = enter, LeaveC = leave }, HalfRate = new() { EnterC = enterRate, LeaveC = leaveRate } };
        Assert.Contains(GovernorLadder.Check(options), found => found.StartsWith(problem, StringComparison.Ordinal));
        Assert.Empty(GovernorLadder.Check(new ThermalOptions()));
    }

    public void Dispose()
    {
        _tree.Dispose();
        _trail.Dispose();
    }

    /// <summary>Half a minute later at this temperature.</summary>
    private (GovernorStep Step, bool ExplanationsOff, int OneOf) At(double celsius, params string[] zones)
    {
        if (zones.Length == 0) _tree.HeatAll(celsius);
        foreach (var zone in zones) _tree.Heat(zone, celsius);
        Look(30);
        return (_governor.Step, _throttle.ExplanationsOff is not null, _throttle.OneOf);
    }

    private void Look(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _governor.Look();
    }

    private async Task<IReadOnlyList<AuditMessage>> AuditedAsync()
    {
        _audit.Complete();
        await _audit.RunAsync();
        var audited = new List<AuditMessage>();
        while (await _outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record)
        {
            audited.Add(JsonSerializer.Deserialize(record.Body.Span, TelemetryJson.Default.AuditMessage)!);
            await _outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        }
        return audited;
    }
}
