using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Each fault of disk and clock, held against the laws of <see cref="HistoryChecker"/>.</summary>
public sealed class SpoolFaultTests
{
    [Fact]
    public Task WhenTheClockJumpsByYears_TheHistoryHolds() => FaultRuns.HoldsAsync(SpoolFaults.ClockJumpsAsync, 4);

    [Fact]
    public Task WhenTheDiskIsFull_TheHistoryHolds() => FaultRuns.HoldsAsync(SpoolFaults.DiskFullAsync, 2);

    [Fact]
    public Task WhenTheFileSystemIsFull_TheHistoryHolds() => FaultRuns.HoldsAsync(SpoolFaults.SmallDiskAsync, 2);

    [Theory]
    [InlineData(SpoolFaults.Truncated, "outbox-")]
    [InlineData(SpoolFaults.Flipped, "outbox-")]
    [InlineData(SpoolFaults.LogRemoved, "outbox-")]
    [InlineData(SpoolFaults.Truncated, "blobs-")]
    [InlineData(SpoolFaults.Flipped, "blobs-")]
    [InlineData(SpoolFaults.LogRemoved, "blobs-")]
    public Task WhenAFileIsDamaged_TheHistoryHolds(string damage, string file) =>
        FaultRuns.HoldsAsync((cycles, seed) => SpoolFaults.DamageAsync(damage, file, cycles, seed), 4);

    [Fact]
    public Task WhenOfflineForTenDays_WhatDidNotFitOrLivedTooLongIsNamed_AndTheHistoryHolds() => FaultRuns.HoldsAsync(SpoolFaults.OfflineAsync, 10);
}
