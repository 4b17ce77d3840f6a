using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Each fault of the wire, held against the laws of <see cref="HistoryChecker"/>.</summary>
public sealed class LinkFaultTests
{
    [Fact]
    public Task WhenTheLinkIsCutAgainAndAgain_TheHistoryHolds() => FaultRuns.HoldsAsync(LinkFaults.CutAsync, 5);

    [Fact]
    public Task WhenTheLinkIsSlow_TheHistoryHolds() => FaultRuns.HoldsAsync(LinkFaults.SlowAsync, 4);

    [Fact]
    public Task WhenTheLinkIsHalfOpen_TheHistoryHolds() => FaultRuns.HoldsAsync(LinkFaults.HalfOpenAsync, 2);

    [Fact]
    public Task WhenPubacksAreLost_TheHistoryHolds() => FaultRuns.HoldsAsync(LinkFaults.PubackLostOnceAsync, 3);

    [Fact]
    public Task WhenBytesAreFlippedOnTheLink_TheDeviceGoesOn_AndNothingIsLostAfterwards() => FaultRuns.HoldsAsync(LinkFaults.BytesFlippedAsync, 3);

    [Fact]
    public Task WhenAPubackIsLostForEver_TheRecordIsNamed_AndTheHistoryHolds() => FaultRuns.HoldsAsync(LinkFaults.PubackLostForEverAsync, 1);
}
