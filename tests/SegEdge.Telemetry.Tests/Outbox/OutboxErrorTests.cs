using Microsoft.Data.Sqlite;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Faults;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>Errors that pass, of files that are sound: nothing is given up for them.</summary>
public sealed class OutboxErrorTests
{
    private const string CloseFile = "UPDATE state SET closed = 1";

    [Theory]
    [InlineData("COMMIT", 7, 7)] // SQLITE_NOMEM
    [InlineData("BEGIN IMMEDIATE", 10, 266)] // SQLITE_IOERR_READ
    [InlineData("COMMIT", 10, 1034)] // SQLITE_IOERR_FSYNC
    public async Task WhenOneStatementFails_TheEpochGoesOn_WithAllThatWaits(string failing, int code, int extendedCode)
    {
        var fails = 0;
        await using var disk = new DiskOutbox
        {
            OpenFile = (path, synchronous) => new WatchedFile(path, synchronous, (file, sql, _) => file.IsRecords && sql == failing && Interlocked.Exchange(ref fails, 0) == 1
                ? throw new SqliteException("once", code, extendedCode) : true),
        };
        var outbox = disk.Open();
        for (var i = 0; i < 3; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(1000, i)));
        var epoch = outbox.Epoch;
        Volatile.Write(ref fails, 1);
        Assert.Equal(4, (await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert))).Seq);

        Assert.Equal((epoch, 0), (outbox.Epoch, Volatile.Read(ref fails)));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3], (await DiskOutbox.DrainAsync(outbox)).Select(record => record.Seq));
        Assert.Empty(disk.Files("*.damaged-*"));
    }

    [Fact]
    public async Task WhenTheFileCannotBeClosed_TheNextStartGoesOnWithIt()
    {
        await using var disk = new DiskOutbox
        {
            OpenFile = (path, synchronous) => new WatchedFile(path, synchronous, (_, sql, _) => sql == CloseFile ? throw new SqliteException("always", 10, 1034) : true),
        };
        var outbox = disk.Open();
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        await outbox.DisposeAsync();
        var after = disk.Open();
        Assert.Equal(outbox.Epoch, after.Epoch);
        Assert.Equal([1], (await DiskOutbox.DrainAsync(after)).Select(record => record.Seq));
    }
}
