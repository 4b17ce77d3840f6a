using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>A vehicle that is blind on one side is not safe, however well it sees on the others.</summary>
public sealed class SafetyMonitorTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void EveryCameraThatMatters_MustBeFresh_AndTheOneThatIsNotIsNamed()
    {
        var monitor = Monitor("front", "left");
        monitor.Result(TimeSpan.Zero, camera: "front");
        Assert.Equal("there is no result of camera 'left' yet", monitor.UnsafeBecause());
        monitor.Result(TimeSpan.Zero, camera: "left");
        Assert.Null(monitor.UnsafeBecause());

        _time.Advance(TimeSpan.FromMilliseconds(600));
        monitor.Result(TimeSpan.Zero, camera: "front");
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("no result of camera 'left' for 1000 ms (Gpio:ResultWithin)", monitor.UnsafeBecause());

        monitor.Result(TimeSpan.Zero, stale: true, camera: "left");
        monitor.Result(TimeSpan.Zero, camera: "front"); // the newest result is good, and says nothing of the left
        Assert.Equal("the last result of camera 'left' was stale", monitor.UnsafeBecause());
        monitor.Result(TimeSpan.Zero, camera: "left");
        Assert.Null(monitor.UnsafeBecause());
    }

    [Fact]
    public void ACameraThatDoesNotMatter_IsNotLookedAt()
    {
        var monitor = Monitor("front");
        monitor.Result(TimeSpan.Zero, camera: "rear");
        Assert.Equal("there is no result yet", monitor.UnsafeBecause());
        monitor.Result(TimeSpan.Zero, camera: "front");
        monitor.Result(TimeSpan.Zero, stale: true, camera: "rear");
        Assert.Null(monitor.UnsafeBecause());
    }

    private SafetyMonitor Monitor(params string[] cameras) => new(TimeSpan.FromSeconds(1), _time, cameras) { EmergencyStop = false };
}
