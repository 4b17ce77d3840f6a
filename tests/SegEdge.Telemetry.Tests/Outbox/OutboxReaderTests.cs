using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>A second pair of eyes on an outbox, while its device runs and after.</summary>
public sealed class OutboxReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhetherTheDeviceRunsOrNot_ShowsWhatWaits_ByteForByte_AndTakesNothing(bool running)
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        var blob = Some.Blob(5000);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, blob));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        if (!running) await outbox.DisposeAsync();

        using (var reader = new OutboxReader(disk.Folder))
        {
            var (report, records) = (reader.Report(), reader.Records().ToArray());
            Assert.Equal((outbox.Epoch, 2L, 0L), (report.Epoch, report.LastEventSeq, report.LastGapSeq));
            Assert.Equal([0, 1, 1, 1], report.Rows.OrderBy(p => p.Key).Select(p => p.Value));
            Assert.Equal(outbox.Snapshot().Bytes, report.Bytes);
            Assert.Equal(disk.Time.GetUtcNow(), report.OldestUtc);
            Assert.True(report.FileBytes >= report.Bytes - (3 * OutboxRecord.Overhead), $"{report.FileBytes}");
            Assert.Equal([2, 1, 1], records.Select(record => record.Seq));
            Assert.Equal(blob.Body.ToArray(), records[2].Body.ToArray());
        }

        Assert.Equal(3, (await DiskOutbox.DrainAsync(running ? outbox : disk.Open())).Count);
    }

    [Fact]
    public async Task WhatNoBrokerTook_AndWhatWasSetAside_AreNamed()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        await outbox.DisposeAsync();
        await File.WriteAllBytesAsync(disk.Files("outbox-*.db")[0], new byte[5000], TestContext.Current.CancellationToken);
        outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        var record = await TakeEventAsync(outbox);
        await outbox.QuarantineAsync(record, "too large", TestContext.Current.CancellationToken);

        using var reader = new OutboxReader(disk.Folder);
        var report = reader.Report();
        var one = Assert.Single(report.Quarantined);
        Assert.Equal((record.Topic, record.Seq, record.EventId, "too large"), (one.Topic, one.Seq, one.EventId, one.Reason));
        Assert.Contains(report.Damaged, name => name.StartsWith("outbox-", StringComparison.Ordinal) && name.EndsWith(".damaged-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ABodyThatTheDiskSpoiled_IsNotHandedOut_ButCounted()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(5000)));
        await outbox.DisposeAsync();
        var file = disk.Files("blobs-*.db")[0];
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        using var reader = new OutboxReader(disk.Folder);
        var missing = 0L;
        Assert.Equal([OutboxPriority.Alert], reader.Records(count => missing = count).Select(record => record.Priority));
        Assert.Equal(1, missing);
    }

    [Fact]
    public void WhereNoOutboxIs_SaysSo()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"none-{Guid.NewGuid():n}");
        Assert.Contains(folder, Assert.Throws<OutboxException>(() => new OutboxReader(folder)).Message, StringComparison.Ordinal);
    }

    // Gaps leave first.
    private static async Task<OutboxRecord> TakeEventAsync(SqliteOutbox outbox)
    {
        while (true)
        {
            var record = (await outbox.TakeAsync(TestContext.Current.CancellationToken))!;
            if (record.Priority != OutboxPriority.Ledger) return record;
            await outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        }
    }
}
