using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Each fault of the broker, held against the laws of <see cref="HistoryChecker"/>.</summary>
public sealed class BrokerFaultTests
{
    [Fact]
    public Task WhenAPersistentBrokerIsKilled_TheHistoryHolds() => FaultRuns.HoldsAsync(BrokerFaults.KillPersistentAsync, 4);

    [Fact]
    public Task WhenAForgetfulBrokerIsKilled_AndAHubConfirms_TheHistoryHolds() => FaultRuns.HoldsAsync(BrokerFaults.KillForgetfulAsync, 4);

    [Fact]
    public Task WhenTheBrokerRefusesLargeMessages_TheyAreNamed_AndTheHistoryHolds() => FaultRuns.HoldsAsync(BrokerFaults.MessageSizeLimitAsync, 3);

    [Fact]
    public Task WhenTheBrokerTakesOnlySmallPackets_WhatDoesNotFitIsNamed_AndTheHistoryHolds() => FaultRuns.HoldsAsync(BrokerFaults.MaxPacketSizeAsync, 3);
}
