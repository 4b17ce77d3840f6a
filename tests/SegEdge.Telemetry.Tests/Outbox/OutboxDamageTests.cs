using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>Damaged files and full disks: the outbox always opens, and says what was lost.</summary>
public sealed class OutboxDamageTests
{
    public static TheoryData<string> Damages => ["truncated", "emptied", "flipped bytes", "no database", "log removed"];

    [Theory, MemberData(nameof(Damages))]
    public async Task WhenTheFileIsDamaged_ItIsSetAside_ANewEpochBegins_AndItsFirstGapsNameTheOldOne(string damage)
    {
        await using var disk = new DiskOutbox(cap: 8 << 20);
        var outbox = disk.Open();
        for (var i = 0; i < 100; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        if (damage != "log removed") await outbox.DisposeAsync();
        var killed = disk.Killed();
        Damage(damage, Assert.Single(disk.Files("outbox-*.db", killed)));

        var after = disk.Open(killed);
        Assert.NotEqual(outbox.Epoch, after.Epoch);
        Assert.Equal(1, (await DiskOutbox.AppendAsync(after, Some.Entry())).Seq);
        var records = await DiskOutbox.DrainAsync(after);
        var gaps = DiskOutbox.Gaps(records);
        Assert.Equal([StreamKind.Event, StreamKind.Blob, StreamKind.Gap, StreamKind.Audit], gaps.Select(gap => gap.Stream));
        Assert.All(gaps, gap => Assert.Equal((GapReason.SpoolLost, outbox.Epoch, after.Epoch), (gap.Reason, gap.LostEpoch, gap.Epoch)));
        Assert.All(gaps, gap => Assert.Equal([new SeqRange(1, null)], gap.Ranges));
        Assert.NotEmpty(disk.Files($"outbox-{outbox.Epoch}.db.damaged-1", killed));
        Assert.Equal(1, records[^1].Seq);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)] // of which the files of three are not kept
    public async Task WhenTheNextFileIsDamagedBeforeItsGapsLeft_TheFirstEpochIsNamedAgain(int times)
    {
        await using var disk = new DiskOutbox();
        var epochs = new List<string>();
        for (var i = 0; i < times; i++)
        {
            var outbox = disk.Open();
            epochs.Add(outbox.Epoch);
            await DiskOutbox.AppendAsync(outbox, Some.Entry());
            await outbox.DisposeAsync();
            File.WriteAllText(Assert.Single(disk.Files("outbox-*.db")), "no database at all, but longer than nothing");
        }

        var last = disk.Open();
        var gaps = DiskOutbox.Gaps(await DiskOutbox.DrainAsync(last));
        Assert.Equal(epochs, gaps.Select(gap => gap.LostEpoch!).Distinct().Order());
        await last.DisposeAsync();
        await disk.Open().DisposeAsync();
        Assert.Empty(disk.Files("outbox-*.lost"));
    }

    [Fact]
    public async Task WhenDamagedAgainAndAgain_TheLastTwoAreKept()
    {
        await using var disk = new DiskOutbox();
        for (var i = 0; i < 4; i++)
        {
            await disk.Open().DisposeAsync();
            File.WriteAllText(Assert.Single(disk.Files("outbox-*.db")), "no database at all, but longer than nothing");
        }

        Assert.Equal([2, 3], disk.Files("outbox-*.db.damaged-*").Select(file => file[^1] - '0').Order());
        Assert.Equal([2, 3], disk.Files("blobs-*.db.damaged-*").Select(file => file[^1] - '0').Order());
    }

    [Fact]
    public async Task WhenTheClockWasSetBack_TheNewEpochIsStillTheNewest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20000));
        await using var disk = new DiskOutbox(new SetBack(time));
        var future = Ulid.NewUlid(DateTimeOffset.UnixEpoch.AddDays(30000)).ToString();
        Directory.CreateDirectory(disk.Folder);
        File.WriteAllText(Path.Combine(disk.Folder, $"outbox-{future}.db"), "no database at all, but longer than nothing");
        var first = disk.Open();
        Assert.True(string.CompareOrdinal(first.Epoch, future) > 0);
        await first.DisposeAsync();
        Assert.Equal(first.Epoch, disk.Open().Epoch);
    }

    [Fact]
    public async Task WhenOneEventIsFlippedOnDisk_ItIsNamed_AndTheOthersAreSent()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        for (var i = 0; i < 3; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        await outbox.DisposeAsync();
        var file = Assert.Single(disk.Files("outbox-*.db"));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().LastIndexOf("low-margin"u8);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var after = disk.Open();
        var records = await DiskOutbox.DrainAsync(after);
        var gap = Assert.Single(DiskOutbox.Gaps(records));
        Assert.Equal((GapReason.SpoolLost, StreamKind.Event, 1L), (gap.Reason, gap.Stream, gap.Count));
        var sent = records.Where(record => record.Priority == OutboxPriority.Alert).Select(record => record.Seq);
        Assert.Equal([1, 2, 3], sent.Append(gap.Ranges[0].From).Order());
        Assert.Equal(1, after.Snapshot().Damaged);
    }

    [Fact]
    public async Task WhenAByteOfTheLiveLogIsFlipped_WhatCameAfterItIsNamed_AndNoNumberIsGivenTwice()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        for (var i = 0; i < 20; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        var killed = disk.Killed();
        var log = Assert.Single(disk.Files("outbox-*.db-wal", killed));
        var bytes = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(log, bytes, TestContext.Current.CancellationToken);

        var after = disk.Open(killed);
        Assert.Equal(outbox.Epoch, after.Epoch);
        Assert.Equal(21, (await DiskOutbox.AppendAsync(after, Some.Entry())).Seq);
        var records = await DiskOutbox.DrainAsync(after);
        var sent = records.Where(record => record.Priority == OutboxPriority.Alert).Select(record => record.Seq).ToArray();
        Assert.InRange(sent.Length, 2, 20);
        var gaps = DiskOutbox.Gaps(records);
        Assert.All(gaps, gap => Assert.Equal((GapReason.SpoolLost, 0L), (gap.Reason, gap.Count)));
        Assert.All(gaps, gap => Assert.Equal([new SeqRange(sent.Length, 20)], gap.Ranges));
        Assert.Equal([StreamKind.Event, StreamKind.Blob], gaps.Select(gap => gap.Stream));
    }

    [Fact]
    public async Task WhenTheFileIsDamagedWhileInUse_TheServiceGoesOn_InANewEpochThatNamesTheOld()
    {
        await using var disk = new DiskOutbox(cap: 64 << 20);
        var outbox = disk.Open();
        var old = outbox.Epoch;
        await Task.WhenAll(Enumerable.Range(0, 4000).Select(_ => DiskOutbox.AppendAsync(outbox, Some.Entry()))); // more than SQLite keeps in memory
        var inFlight = (await outbox.TakeAsync(TestContext.Current.CancellationToken))!;
        foreach (var file in disk.Files("outbox-*.db"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var noise = new byte[stream.Length - 4096];
            new Random(1).NextBytes(noise);
            stream.Position = 4096;
            stream.Write(noise);
        }

        var records = await DiskOutbox.DrainAsync(outbox);
        await outbox.ConfirmAsync(inFlight, TestContext.Current.CancellationToken); // of the old file: no fault
        Assert.NotEqual(old, outbox.Epoch);
        Assert.Contains(DiskOutbox.Gaps(records), gap => gap is { Reason: GapReason.SpoolLost, Stream: StreamKind.Event } && gap.LostEpoch == old);
        Assert.Equal(1, (await DiskOutbox.AppendAsync(outbox, Some.Entry())).Seq);
    }

    [Fact]
    public async Task WhenTheDiskIsFull_TheOldestBlobsGo_AreNamed_AndEventsStillGetIn()
    {
        await using var disk = new DiskOutbox(cap: 64 << 20, maxPages: 512); // 2 MB a file
        var outbox = disk.Open();
        for (var i = 0; i < 150; i++) Assert.True((await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(30_000, i)))).Accepted);
        var records = await DiskOutbox.DrainAsync(outbox);
        var gaps = DiskOutbox.Gaps(records);
        Assert.Equal(150, records.Count(record => record.Priority == OutboxPriority.Alert));
        Assert.All(gaps, gap => Assert.Equal((StreamKind.Blob, GapReason.Evicted), (gap.Stream, gap.Reason)));
        Assert.Equal(150, gaps.Sum(gap => gap.Count) + records.Count(record => record.Priority == OutboxPriority.Blob));
    }

    [Fact]
    public async Task WhenNotEvenEventsFitOnTheDisk_TheyAreRefusedOrNamed_AndAllIsAccountedFor()
    {
        await using var disk = new DiskOutbox(cap: 64 << 20, maxPages: 64); // 256 kB a file
        var outbox = disk.Open();
        var accepted = new List<long>();
        for (var i = 0; i < 400; i++)
            if ((await DiskOutbox.AppendAsync(outbox, Some.Entry(i % 2 == 0 ? Severity.Alert : Severity.Review))).Seq is { } seq) accepted.Add(seq);
        Assert.Equal(Enumerable.Range(1, accepted.Count).Select(i => (long)i), accepted);
        disk.MaxPages = null;
        await outbox.DisposeAsync();
        var records = await DiskOutbox.DrainAsync(disk.Open());
        var gaps = DiskOutbox.Gaps(records);
        var named = gaps.Where(gap => gap.Reason == GapReason.Evicted).SelectMany(gap => gap.Ranges)
            .SelectMany(range => Enumerable.Range((int)range.From, (int)(range.To! - range.From + 1))).Select(i => (long)i);
        Assert.Equal(accepted, records.Where(record => record.Priority != OutboxPriority.Ledger).Select(record => record.Seq).Concat(named).Order());
        Assert.Equal(400 - accepted.Count, gaps.Where(gap => gap.Reason == GapReason.Refused).Sum(gap => gap.Count));
    }

    private static void Damage(string damage, string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (damage == "truncated") File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        else if (damage == "emptied") File.WriteAllBytes(path, []);
        else if (damage == "no database") File.WriteAllText(path, "no database at all, but longer than nothing");
        else if (damage == "log removed") File.Delete(path + "-wal");
        else
        {
            new Random(1).NextBytes(bytes.AsSpan(4096, bytes.Length - 8192));
            File.WriteAllBytes(path, bytes);
        }
    }

    private sealed class SetBack(TimeProvider inner) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();
    }
}
