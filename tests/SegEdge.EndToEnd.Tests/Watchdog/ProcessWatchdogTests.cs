using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.Pipeline;

namespace SegEdge.EndToEnd.Tests.Watchdog;

/// <summary>Heartbeats and hangs against a real datagram socket and a clock that a test moves. WATCHDOG_USEC is 10 s.</summary>
public sealed class ProcessWatchdogTests : IDisposable
{
    private readonly NotifySocket _socket = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceManager _manager;
    private readonly ProcessWatchdog _watchdog;
    private readonly Dictionary<Stage, TimeSpan> _busy = [];
    private readonly List<string> _hung = [];
    private long _progress;

    public ProcessWatchdogTests()
    {
        _manager = new ServiceManager(_socket.Address, TimeSpan.FromSeconds(10));
        _watchdog = Watchdog(new WatchdogOptions(), _manager);
    }

    [Fact]
    public void Ready_IsSaidOnce_AndOnlyAfterAFrame()
    {
        Look(3);
        Assert.Empty(_socket.Heard);
        _progress = 1;
        Look(1);
        _progress = 2;
        Look(1);
        Assert.Equal(["READY=1", "STATUS=Frames are segmented"], _socket.Heard.Take(2));
        Assert.Single(_socket.Heard, "READY=1");
    }

    [Fact]
    public void WhileFramesProgress_AHeartbeatGoesOut_EveryHalfOfTheTime()
    {
        for (var second = 0; second < 60; second++)
        {
            _progress++;
            Look(1);
            Assert.Equal((second + 1) / 5, _socket.Beats);
        }
        Assert.Equal(12, _watchdog.Beats);
    }

    [Fact]
    public void WithoutProgress_ThereIsNoHeartbeat_UntilFramesComeAgain()
    {
        _progress = 5;
        Look(5);
        Assert.Equal(1, _socket.Beats);
        Look(60);
        Assert.Equal(1, _socket.Beats);
        _progress = 6;
        Look(5);
        Assert.Equal(2, _socket.Beats);
    }

    [Fact]
    public void AfterALookWithoutProgress_TheFirstFrameIsToldAtOnce_NotHalfTheTimeLater()
    {
        Look(5);
        Assert.Equal(0, _socket.Beats);
        _progress = 1;
        Look(1);
        Assert.Equal(1, _socket.Beats);
    }

    [Fact]
    public void AHeartbeatThatWasNotTaken_IsSentAgain()
    {
        while (_manager.Notify("STATUS=the manager does not read")) { }
        _progress = 1;
        Look(5);
        Assert.Equal(0, _socket.Beats); // and now it has read
        Look(1);
        Assert.Equal((1, 1), (_socket.Beats, _watchdog.Beats));
    }

    [Theory]
    [InlineData(Stage.Capture, 120)]
    [InlineData(Stage.Segment, 60)]
    [InlineData(Stage.Publish, 60)]
    [InlineData(Stage.Explain, 300)]
    public void AStageBeyondItsDeadline_IsHung_AndToldOnce_AndHeartbeatsEnd(Stage stage, int seconds)
    {
        _busy[stage] = TimeSpan.FromSeconds(seconds);
        Look(1);
        Assert.Empty(_hung);
        _busy[stage] = TimeSpan.FromSeconds(seconds + 0.1);
        for (var n = 0; n < 30; n++)
        {
            _progress++;
            Look(1);
        }
        Assert.StartsWith($"stage {stage} has been at one thing for {seconds}.1 s, more than Watchdog:{stage}", Assert.Single(_hung), StringComparison.Ordinal);
        Assert.Equal($"STATUS=Ends: {_hung[0]}", _socket.Heard[^1]);
        Assert.Equal(0, _socket.Beats);
    }

    [Fact]
    public void OfTwoHungStages_TheOneThatTheOtherWaitsFor_IsNamed()
    {
        (_busy[Stage.Segment], _busy[Stage.Publish]) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Look(1);
        Assert.Contains("stage Publish", Assert.Single(_hung), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutASocket_AHungStageStillEndsTheProcess()
    {
        using var manager = new ServiceManager(null, TimeSpan.FromSeconds(10));
        using var watchdog = Watchdog(new WatchdogOptions(), manager);
        _busy[Stage.Segment] = TimeSpan.FromHours(1);
        watchdog.Look();
        Assert.Single(_hung);
        Assert.Equal(0, watchdog.Beats);
    }

    [Fact]
    public void Disabled_HangsEndNothing_AndHeartbeatsStillNeedProgress()
    {
        using var watchdog = Watchdog(new WatchdogOptions { Enabled = false }, _manager);
        _busy[Stage.Segment] = TimeSpan.FromHours(1);
        _time.Advance(TimeSpan.FromSeconds(20));
        watchdog.Look();
        Assert.Empty(_hung);
        Assert.Equal(0, _socket.Beats);
    }

    [Fact]
    public async Task TheThread_LooksByItself_AndStoppingIsSaid()
    {
        using var watchdog = Watchdog(new WatchdogOptions { CheckEvery = TimeSpan.FromMilliseconds(10) }, _manager);
        watchdog.Start();
        _progress = 1;
        await Testing.Eventually.TrueAsync(() => _socket.Heard.Contains("READY=1"), "it is ready");
        watchdog.Stopping();
        _busy[Stage.Segment] = TimeSpan.FromHours(1);
        Assert.Equal("STOPPING=1", _socket.Heard[^1]);
        Assert.Empty(_hung);
    }

    [Fact]
    public void AManagerThatDoesNotRead_HoldsNothingUp()
    {
        for (var second = 0; second < 1000; second++)
        {
            _progress++;
            Look(5);
        }
        Assert.InRange(_watchdog.Beats, 1, 999);
        Assert.Contains("READY=1", _socket.Heard);
    }

    [Fact]
    public void AManagerThatIsGone_IsNoFault()
    {
        using var manager = new ServiceManager("/nowhere/notify", TimeSpan.FromSeconds(10));
        Assert.False(manager.Notify("READY=1"));
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _manager.Dispose();
        _socket.Dispose();
    }

    private ProcessWatchdog Watchdog(WatchdogOptions options, ServiceManager manager) =>
        new(options, manager, () => _progress, stage => _busy.TryGetValue(stage, out var busy) ? busy : null, _hung.Add, _time, NullLogger.Instance);

    private void Look(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _watchdog.Look();
    }
}
