using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class SqliteConfirmTests : ConfirmLaws, IAsyncDisposable
{
    private readonly List<DiskOutbox> _disks = [];

    protected override IOutbox Open(OutboxRules rules, long cap = Cap)
    {
        _disks.Add(new(Time, cap));
        return _disks[^1].Open(rules: rules);
    }

    [Property(MaxTest = 10)]
    public bool WhateverHappens_TheBooksBalance(byte[] acts, int seed)
    {
        var time = new FakeTimeProvider();
        var disk = new DiskOutbox(time, Cap);
        try
        {
            // A gap that was sent stays until its receipt, so every act may leave one more; each is below 10 kB.
            return BooksBalance(disk.Open(rules: Archive), time, Cap + acts.Length * 10_000, acts, seed);
        }
        finally
        {
            disk.DisposeAsync().AsTask().Wait();
        }
    }

    [Fact]
    public async Task WhenKilledOrRestarted_WhatNoReceiptNamed_IsSentAgain_AndTheNamedIsNot()
    {
        await using var disk = new DiskOutbox(Time);
        var outbox = disk.Open(rules: Archive);
        for (var i = 0; i < 3; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(1000, i)));
        var sent = await SendAllAsync(outbox);
        await AcknowledgeAsync(outbox, Receipt([.. sent.Where(record => record.Seq == 2)]));
        var killed = disk.Killed();
        await outbox.DisposeAsync();
        foreach (var after in (SqliteOutbox[])[disk.Open(killed, Archive), disk.Open(rules: Archive)])
            Assert.Equal([1, 3, 1, 3], (await SendAllAsync(after)).Select(record => record.Seq));
    }

    [Fact]
    public async Task WhenAGapWasSent_ItStaysUntilAReceiptNamesIt()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 1)));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 2)));
        Assert.Equal(OutboxPriority.Ledger, (await SendAllAsync(outbox))[0].Priority);
        Assert.Equal(1, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Gaps = [new SeqRange(1, 1)] }));
        await outbox.ReturnSentAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await SendAllAsync(outbox), record => record.Priority == OutboxPriority.Ledger);
    }

    [Fact]
    public async Task WhenErased_AGapNamesIt_AndItsBytesAreNowhereInTheFiles()
    {
        await using var disk = new DiskOutbox(Time);
        var outbox = disk.Open();
        var blob = new OutboxBlob(BlobKind.Thumb, ContentTypes.Jpeg, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("somebody's face ", 500))));
        var secret = Some.Event() with { Privacy = new() { Policy = "the secret policy", Classes = [], DilatePx = 0 } };
        await DiskOutbox.AppendAsync(outbox, new(secret, [blob]));
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        Assert.True(Holds(disk, "somebody's face") && Holds(disk, "the secret policy"));

        await outbox.EraseAsync(secret.EventId, TestContext.Current.CancellationToken);
        Assert.False(Holds(disk, "somebody's face") || Holds(disk, "the secret policy"));
        var gaps = DiskOutbox.Gaps(await DiskOutbox.DrainAsync(outbox));
        Assert.All(gaps, gap => Assert.Equal((GapReason.Erased, 1L), (gap.Reason, gap.Count)));
        Assert.Equal([StreamKind.Event, StreamKind.Blob], gaps.Select(gap => gap.Stream));
        Assert.Equal([secret.EventId], gaps[0].EventIds);
    }

    private static bool Holds(DiskOutbox disk, string text) => disk.Files("*.db*").Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var disk in _disks) await disk.DisposeAsync();
    }
}
