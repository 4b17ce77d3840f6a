using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Mqtt;
using SegEdge.Telemetry.Tests.Outbox;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Audit;

public sealed class AuditTrailTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => Path.Combine(_folder.Path, AuditFile.Name);

    public static TheoryData<string, string> Tamperings => new()
    {
        { "changed", "record 3 of epoch" },
        { "changed with a new hash", "record 4 of epoch" }, // the next one shows that it is not the one it followed
        { "removed", "record 4 of epoch" },
        { "first removed", "record 2 of epoch" },
        { "inserted", "record 4 of epoch" },
        { "moved", "record 4 of epoch" },
        { "twice", "record 3 of epoch" },
        { "tail cut", "ends with record 4 of epoch" },
        { "emptied", "ends with nothing" },
        { "half a record", "line 6: a record that was not finished" },
        { "nonsense", "line 3: no audit record" },
        { "member twice", "line 3: no audit record" },
        { "half a surrogate pair", "line 3: no audit record" },
    };

    [Fact]
    public async Task WhatIsDone_IsInTheFile_AndInTheOutbox_ByteForByte_AndTheChainHolds()
    {
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        await WriteAsync(outbox, 3);
        var sent = await DiskOutbox.DrainAsync(outbox);
        Assert.Equal(File.ReadAllLines(FilePath), sent.Select(record => Encoding.UTF8.GetString(record.Body.Span)));
        Assert.Equal([1, 2, 3], sent.Select(record => record.Seq));
        Assert.All(sent, record => Assert.Equal((OutboxPriority.Ledger, StreamKind.Audit, "segedge/v1/site-1/rover.2/audit"), (record.Priority, record.Stream, record.Topic)));
        Assert.Equal(3, AuditFile.Verify(FilePath).Count);
        Assert.Equal(3, outbox.Snapshot().LastAuditSeq);
        var first = JsonSerializer.Deserialize(sent[0].Body.Span, TelemetryJson.Default.AuditMessage)!;
        Assert.Equal((AuditRecord.NoHash, "device"), (first.PrevHash, first.Actor));
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path("docs/contract/audit.schema.json"), File.ReadAllLines(FilePath)[2]));
    }

    [Fact]
    public async Task TheChainGoesOn_OverRestarts_AndNewEpochs()
    {
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 2); // each has an epoch of its own
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 2);
        var messages = File.ReadAllLines(FilePath).Select(line => JsonSerializer.Deserialize(line, TelemetryJson.Default.AuditMessage)!).ToArray();
        Assert.Equal([1, 2, 1, 2], messages.Select(message => message.Seq));
        Assert.Equal(messages[1].Hash, messages[2].PrevHash);
        Assert.Equal(4, AuditFile.Verify(FilePath).Count);
    }

    [Fact]
    public async Task OnDisk_NumbersGoOnWithinTheEpoch_AndARestartSendsWhatWaits()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        await WriteAsync(outbox, 2);
        await outbox.DisposeAsync();
        outbox = disk.Open();
        await WriteAsync(outbox, 1);
        Assert.Equal([1, 2, 3], (await DiskOutbox.DrainAsync(outbox)).Select(record => record.Seq));
        await outbox.DisposeAsync();
        Assert.Equal(3, disk.Open().Snapshot().LastAuditSeq);
    }

    [Fact]
    public async Task WhenAKillCameBetweenFileAndOutbox_TheNextStartMakesUpForIt()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        await WriteAsync(outbox, 1);
        var killed = disk.Killed();
        await WriteAsync(outbox, 2); // the copy of the outbox does not have these
        var after = disk.Open(killed);
        await WriteAsync(after, 1);
        var sent = await DiskOutbox.DrainAsync(after);
        Assert.Equal([1, 2, 3, 4], sent.Select(record => record.Seq));
        Assert.Equal(File.ReadAllLines(FilePath), sent.Select(record => Encoding.UTF8.GetString(record.Body.Span)));
    }

    [Fact]
    public async Task WhenTheFileCannotBeWritten_TheRecordStillLeaves_AndIsFiledLater()
    {
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        using var trail = Trail(outbox);
        await trail.WriteAsync("device", AuditAction.Start, "segedge");
        File.Move(FilePath, FilePath + ".away");
        Directory.CreateDirectory(FilePath);
        await trail.WriteAsync("device", AuditAction.Config, "x");
        Assert.Equal(2, (await DiskOutbox.DrainAsync(outbox)).Count);
        Directory.Delete(FilePath);
        File.Move(FilePath + ".away", FilePath);
        await trail.WriteAsync("device", AuditAction.Stop, "segedge");
        Assert.Equal(3, AuditFile.Verify(FilePath).Count);
    }

    [Fact]
    public async Task WhenTheHeadCannotBeWritten_TheChainGoesOn_AndTheNextRecordWritesItAnew()
    {
        var (outbox, log) = (new MemoryOutbox(1 << 20, TimeProvider.System), new LogLines());
        using var trail = new AuditTrail(outbox, Some.Identity(), new AuditFile(_folder.Path), TimeProvider.System, log);
        await trail.WriteAsync("device", AuditAction.Start, "segedge");
        var inTheWay = Directory.CreateDirectory(_folder.File("audit.head.new"));
        await trail.WriteAsync("device", AuditAction.Config, "x");
        await trail.WriteAsync("device", AuditAction.Config, "y");
        Assert.Equal(3, AuditFile.Verify(FilePath).Count); // held against the head of one record
        Assert.All(log.At(LogLevel.Error), line => Assert.Contains(_folder.File("audit.head"), line, StringComparison.Ordinal));
        Assert.Equal(2, log.At(LogLevel.Error).Count);
        inTheWay.Delete();
        await trail.WriteAsync("device", AuditAction.Stop, "segedge");
        Assert.Equal(4, AuditFile.Verify(FilePath).Count);
        Assert.Contains("\"records\":4", File.ReadAllText(_folder.File("audit.head")), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4], (await DiskOutbox.DrainAsync(outbox)).Select(record => record.Seq));
    }

    [Fact]
    public async Task WhenFilingFailsAsNobodyExpected_TheRecordStillLeaves_AndNoHalfOfItStays()
    {
        var (outbox, log) = (new MemoryOutbox(1 << 20, TimeProvider.System), new LogLines());
        using var trail = new AuditTrail(outbox, Some.Identity(), new AuditFile(_folder.Path), TimeProvider.System, log);
        FillToTheLimit(FilePath, left: 10);
        var before = new FileInfo(FilePath).Length;
        await trail.WriteAsync("device", AuditAction.Start, "segedge");
        Assert.Single(await DiskOutbox.DrainAsync(outbox));
        Assert.Contains(nameof(ArgumentOutOfRangeException), Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Equal(before, new FileInfo(FilePath).Length);
    }

    [Fact]
    public async Task WhenRecordsReachedTheOutbox_ButNeverTheFile_TheNextStartGoesOnBehindThem_AndSaysSo()
    {
        await using var disk = new DiskOutbox();
        var outbox = disk.Open();
        await WriteAsync(outbox, 2);
        using (var trail = Trail(outbox))
        {
            File.Move(FilePath, FilePath + ".away");
            Directory.CreateDirectory(FilePath);
            await trail.WriteAsync("device", AuditAction.Config, "x");
            await trail.WriteAsync("device", AuditAction.Config, "y");
        }

        Directory.Delete(FilePath);
        File.Move(FilePath + ".away", FilePath);
        await outbox.DisposeAsync();
        outbox = disk.Open();
        using var after = Trail(outbox);
        Assert.Contains("3 to 4", after.Problem, StringComparison.Ordinal);
        await after.WriteAsync("device", AuditAction.Start, "segedge");
        await after.WriteAsync("device", AuditAction.Stop, "segedge");
        Assert.Equal([1, 2, 3, 4, 5, 6], (await DiskOutbox.DrainAsync(outbox)).Select(record => record.Seq));
        Assert.Equal([1, 2, 5, 6], File.ReadAllLines(FilePath).Select(line => Read(line).Seq));
        Assert.Contains("record 5 of epoch", Assert.Throws<TelemetryFormatException>(() => AuditFile.Verify(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheOutboxIsFull_AuditStillGetsIn_AndDoesNotExpire()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var disk = new DiskOutbox(time, cap: 64 * 1024);
        foreach (var outbox in (IOutbox[])[disk.Open(), new MemoryOutbox(64 * 1024, time)])
        {
            while (outbox.Snapshot().Evicted == 0) await DiskOutbox.AppendAsync(outbox, Some.Entry());
            using var trail = new AuditTrail(outbox, Some.Identity(), null, time, NullLogger.Instance);
            await trail.WriteAsync("device", AuditAction.Start, "segedge");
            while (outbox.Snapshot().Evicted < 60) await DiskOutbox.AppendAsync(outbox, Some.Entry());
            time.Advance(TimeSpan.FromDays(8));
            Assert.Contains(await DiskOutbox.DrainAsync(outbox), record => record.Stream == StreamKind.Audit);
        }
    }

    [Theory, MemberData(nameof(Tamperings))]
    public async Task WhenTheChainIsTamperedWith_TheFirstBadRecordIsNamed(string how, string named)
    {
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 5);
        var lines = File.ReadAllLines(FilePath).ToList();
        AuditRecord Forged() => AuditRecord.Seal(JsonSerializer.Deserialize(lines[2], TelemetryJson.Default.AuditMessage)! with { Detail = "nothing happened" });
        var text = (string?)null;
        switch (how)
        {
            case "changed": lines[2] = lines[2].Replace("step 3", "step 9", StringComparison.Ordinal); break;
            case "changed with a new hash": lines[2] = Encoding.UTF8.GetString(Forged().Bytes.Span); break;
            case "removed": lines.RemoveAt(2); break;
            case "first removed": lines.RemoveAt(0); break;
            case "inserted": lines.Insert(3, Encoding.UTF8.GetString(AuditRecord.Seal(Forged().Message with { Seq = 4, PrevHash = Read(lines[2]).Hash }).Bytes.Span)); break;
            case "moved": (lines[2], lines[3]) = (lines[3], lines[2]); break;
            case "twice": lines.Insert(3, lines[2]); break;
            case "tail cut": lines.RemoveAt(4); break;
            case "emptied": lines.Clear(); break;
            case "half a record": text = string.Join('\n', lines) + "\n" + lines[4][..40]; break;
            case "nonsense": lines[2] = "nonsense"; break;
            case "half a surrogate pair": lines[2] = lines[2].Replace("\"actor\"", "\"\\ud800ctor\"", StringComparison.Ordinal); break;
            default: lines[2] = "{\"actor\":\"x\"," + lines[2][1..]; break;
        }

        File.WriteAllText(FilePath, text ?? string.Concat(lines.Select(line => line + "\n")));
        var error = Assert.Throws<TelemetryFormatException>(() => AuditFile.Verify(FilePath));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAWholeTailIsForged_TheHeadBesideItShowsIt()
    {
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 3);
        var last = Read(File.ReadAllLines(FilePath)[^1]);
        var lines = File.ReadAllLines(FilePath)[..^1].Append(Encoding.UTF8.GetString(AuditRecord.Seal(last with { Detail = "forged" }).Bytes.Span));
        File.WriteAllText(FilePath, string.Concat(lines.Select(line => line + "\n")));
        Assert.Contains("cut off or replaced", Assert.Throws<TelemetryFormatException>(() => AuditFile.Verify(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnUnfinishedLineIsFound_TheNextStartTakesItAway()
    {
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 2);
        File.AppendAllText(FilePath, "{\"seq\":3,\"epo");
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 1);
        Assert.Equal(3, AuditFile.Verify(FilePath).Count);
    }

    [Fact]
    public async Task WhenTheFileIsFoundTamperedWith_TheStartSaysSo_AndTheChainGoesOn()
    {
        await WriteAsync(new MemoryOutbox(1 << 20, TimeProvider.System), 3);
        var lines = File.ReadAllLines(FilePath);
        File.WriteAllText(FilePath, lines[0] + "\n" + lines[2] + "\n");
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        using var trail = Trail(outbox);
        Assert.Contains("record 3", trail.Problem, StringComparison.Ordinal);
        await trail.WriteAsync("device", AuditAction.Start, "segedge");
        Assert.Equal(Read(lines[2]).Hash, Read(File.ReadAllLines(FilePath)[^1]).PrevHash);
    }

    public void Dispose() => _folder.Dispose();

    private static AuditMessage Read(string line) => JsonSerializer.Deserialize(line, TelemetryJson.Default.AuditMessage)!;

    // Beyond it is EFBIG, of which .NET makes no IOException.
    private static void FillToTheLimit(string path, int left)
    {
        using var file = new FileStream(path, FileMode.Create);
        for (var step = 1L << 62; step > 0; step >>= 1)
        {
            try { file.SetLength(file.Length + step); }
            catch (Exception e) when (e is ArgumentException or IOException) { } // expected: longer than this file system has them
        }

        file.SetLength(file.Length - left);
    }

    private AuditTrail Trail(IOutbox outbox) => new(outbox, Some.Identity(), new AuditFile(_folder.Path), TimeProvider.System, NullLogger.Instance);

    private async Task WriteAsync(IOutbox outbox, int records)
    {
        using var trail = Trail(outbox);
        for (var i = 1; i <= records; i++) await trail.WriteAsync("device", AuditAction.Config, "settings", $"step {i}");
    }
}
