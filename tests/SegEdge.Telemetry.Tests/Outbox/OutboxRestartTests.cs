using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>What a restart, a kill and the clock do to records that wait on disk.</summary>
public sealed class OutboxRestartTests
{
    [Fact]
    public async Task WhenClosedAndOpened_EverythingIsThereInOrder_ByteForByte_AndNumbersGoOn()
    {
        await using var disk = new DiskOutbox();
        var before = disk.Open();
        var mask = Some.Blob(5000);
        await DiskOutbox.AppendAsync(before, Some.Entry(Severity.Review, mask));
        await DiskOutbox.AppendAsync(before, Some.Entry(Severity.Alert));
        await before.DisposeAsync();

        var after = disk.Open();
        Assert.Equal(before.Epoch, after.Epoch);
        Assert.Equal((3L, 2L), (after.Snapshot().Rows, after.Snapshot().LastEventSeq));
        Assert.Equal(3, (await DiskOutbox.AppendAsync(after, Some.Entry(Severity.Alert))).Seq);
        var records = await DiskOutbox.DrainAsync(after);
        Assert.Equal([2, 3, 1, 1], records.Select(record => record.Seq));
        Assert.Equal(mask.Body.ToArray(), records[3].Body.ToArray());
        Assert.Equal((mask.Sha256, "image/png"), (records[3].Sha256, records[3].ContentType));
        Assert.All(records, record => Assert.Equal("boot-1", record.BootId));
    }

    [Fact]
    public async Task WhenKilled_WhatWasAcknowledgedIsThere_InFlightIsSentAgain_AndConfirmedIsNot()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        for (var i = 0; i < 3; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(1000, i)));
        await outbox.ConfirmAsync((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        await outbox.TakeAsync(TestContext.Current.CancellationToken);

        var after = disk.Open(disk.Killed());
        Assert.Equal(outbox.Epoch, after.Epoch);
        var records = await DiskOutbox.DrainAsync(after);
        Assert.Equal([2, 3, 1, 2, 3], records.Select(record => record.Seq));
        Assert.Equal(4, (await DiskOutbox.AppendAsync(after, Some.Entry())).Seq);
    }

    [Fact]
    public async Task WhenABodyIsGone_ItsEventIsSent_AndTheBlobIsNamed()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        var blob = Some.Blob(1000);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, blob));
        var killed = disk.Killed();
        foreach (var file in disk.Files("blobs-*", killed)) File.Delete(file);

        var records = await DiskOutbox.DrainAsync(disk.Open(killed));
        Assert.Equal([OutboxPriority.Ledger, OutboxPriority.Alert], records.Select(record => record.Priority));
        var gap = DiskOutbox.Gaps(records)[0];
        Assert.Equal((StreamKind.Blob, GapReason.BlobLost, 1L), (gap.Stream, gap.Reason, gap.Count));
        Assert.Equal([blob.Sha256], gap.Blobs);
    }

    [Fact]
    public async Task WhenNothingHappensForADay_AndItIsKilled_TheDayIsNotForgotten()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_600));
        await using var disk = new DiskOutbox(time);
        var outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        time.Advance(TimeSpan.FromDays(1));
        await outbox.RetryAsync((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken); // after the ticks

        var record = await disk.Open(disk.Killed()).TakeAsync(TestContext.Current.CancellationToken);
        Assert.InRange(record!.Age, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task WhenTheClockJumps_NothingExpires_AndNumbersAndEpochGoOn(int days)
    {
        var time = new JumpingClock();
        await using var disk = new DiskOutbox(time);
        var before = disk.Open();
        await DiskOutbox.AppendAsync(before, Some.Entry());
        time.Jump = TimeSpan.FromDays(days);
        await DiskOutbox.AppendAsync(before, Some.Entry());
        await before.DisposeAsync();
        var after = disk.Open();
        Assert.Equal(3, (await DiskOutbox.AppendAsync(after, Some.Entry())).Seq);
        var records = await DiskOutbox.DrainAsync(after);
        Assert.Equal([1, 2, 3], records.Select(record => record.Seq));
        Assert.All(records, record => Assert.InRange(record.Age, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task WhenTimeRunsOverRestarts_RecordsExpireAfterSevenDaysInAll_AndAreNamed()
    {
        var time = new JumpingClock();
        await using var disk = new DiskOutbox(time);
        var outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(10)));
        for (var day = 0; day < 4; day++)
        {
            time.Advance(TimeSpan.FromDays(1.9));
            await outbox.DisposeAsync();
            outbox = disk.Open();
        }

        var gaps = DiskOutbox.Gaps(await DiskOutbox.DrainAsync(outbox));
        Assert.Equal([StreamKind.Event, StreamKind.Blob], gaps.Select(gap => gap.Stream).Order());
        Assert.All(gaps, gap => Assert.Equal((GapReason.Expired, 1L), (gap.Reason, gap.Count)));
    }

    [Fact]
    public async Task WhenDrained_TheFilesShrink()
    {
        await using var disk = new DiskOutbox(cap: 64 << 20);
        var outbox = disk.Open();
        for (var i = 0; i < 200; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(50_000, i)));
        await outbox.DisposeAsync();
        var full = disk.BytesOnDisk;
        outbox = disk.Open();
        await DiskOutbox.DrainAsync(outbox);
        await outbox.DisposeAsync();
        Assert.InRange(disk.BytesOnDisk, 0, full / 10);
    }

    [Fact]
    public async Task WhenTheFolderIsHeldByAnother_TheErrorNamesItAndTheSetting()
    {
        await using var disk = new DiskOutbox();
        disk.Open();
        var error = Assert.Throws<OutboxException>(() => disk.Open());
        Assert.True(error.InUse);
        Assert.Contains(disk.Folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("Outbox:Folder", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A wall clock that can be set, over time that only passes.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly FakeTimeProvider _passing = new(DateTimeOffset.UnixEpoch.AddDays(20_600));

        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => _passing.TimestampFrequency;

        public void Advance(TimeSpan by) => _passing.Advance(by);

        public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + Jump;

        public override long GetTimestamp() => _passing.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _passing.CreateTimer(callback, state, dueTime, period);
    }
}
