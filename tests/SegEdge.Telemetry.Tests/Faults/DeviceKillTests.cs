namespace SegEdge.Telemetry.Tests.Faults;

public sealed class DeviceKillTests
{
    [Fact]
    public async Task WhenKilledTwentyTimes_TheHistoryHolds()
    {
        await FaultRuns.HoldsAsync(DeviceKills.RunAsync, 20);
    }
}
