using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Parquet;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Store;

public sealed class ParquetExportTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 30, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Start);
    private long _seq;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnHourThatIsOver_IsWrittenOnce_ByDeviceAndDayOfCapture()
    {
        await using var store = Open();
        var export = new ParquetExport(store, _time);
        await AppendAsync(store, "rover.2", Start);
        await AppendAsync(store, "7:1", Start.AddDays(-1)); // late history
        Assert.Equal(0, await export.RunAsync(Cancellation));
        _time.Advance(TimeSpan.FromMinutes(45));
        await AppendAsync(store, "rover.2", Start.AddMinutes(45));
        Assert.Equal(1, await export.RunAsync(Cancellation));
        Assert.Equal(0, await export.RunAsync(Cancellation));
        Assert.Equal(
            ["events/site=site-1/device=7:1/day=2026-05-03/20260504T10.parquet", "events/site=site-1/device=rover.2/day=2026-05-04/20260504T10.parquet"],
            Directory.EnumerateFiles(_folder.File("events"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file)).Order(StringComparer.Ordinal));
        Assert.Equal(3, await CountAsync(store, "SELECT COUNT(*) FROM event"));
        Assert.Equal(3, await CountAsync(store, "SELECT COUNT(DISTINCT event_id) FROM event"));
    }

    [Fact]
    public async Task HoursOfADayThatIsOver_BecomeOneFile_AndCountOnce_WhateverAKillLeaves()
    {
        await using var store = Open();
        foreach (var hour in (int[])[0, 1, 3]) await AppendAsync(store, "rover.2", Start.AddHours(hour), received: Start.AddHours(hour));
        _time.SetUtcNow(Start.AddDays(1));
        Assert.Equal(3, await new ParquetExport(store, _time).RunAsync(Cancellation));
        var day = Assert.Single(Directory.GetFiles(_folder.File("events"), "*.parquet", SearchOption.AllDirectories));
        Assert.Equal("20260504.parquet", Path.GetFileName(day));
        Assert.Equal("20260504.parquet", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.File("attachments")))));

        var hourly = Path.Combine(Path.GetDirectoryName(day)!, "20260504T11.parquet");
        System.IO.File.Copy(day, hourly);
        Assert.Equal(3, await CountAsync(store, "SELECT COUNT(*) FROM event"));
        Assert.Equal(3, FleetReader.Read(new FleetFolder(_folder.Path), new()).Counts.Total.Events);
        await new ParquetExport(store, _time).RunAsync(Cancellation);
        Assert.False(System.IO.File.Exists(hourly));

        await AppendAsync(store, "rover.2", Start, received: Start.AddHours(4)); // a commit that had to wait until its day was over
        _time.Advance(TimeSpan.FromDays(1));
        await new ParquetExport(store, _time).RunAsync(Cancellation);
        Assert.Equal(4, await CountAsync(store, "SELECT COUNT(DISTINCT event_id) FROM event"));
        Assert.Equal(4, FleetReader.Read(new FleetFolder(_folder.Path), new()).Counts.Total.Events);
    }

    [Fact]
    public async Task WhatIsAsked_IsTheSame_BeforeAndAfterTheExport()
    {
        await using var store = Open();
        for (var i = 0; i < 200; i++) await AppendAsync(store, $"rover.{i % 7}", Start.AddSeconds(i), margin: i % 3 == 0 ? null : i / 200f);
        const string Question = "SELECT CAST(SUM(hash(device, camera, epoch_us(captured_utc), epoch_us(received_utc), margin, class, model_sha256, total_ms, heat_rows, seq) % 1000003) AS BIGINT) FROM event";
        var before = await CountAsync(store, Question);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await new ParquetExport(store, _time).RunAsync(Cancellation));
        Assert.Equal(before, await CountAsync(store, Question));
    }

    [Fact]
    public async Task AfterAKillBetweenFileAndMark_TheHourIsWrittenAgain_AndCountsOnce()
    {
        await using (var store = Open())
        {
            await AppendAsync(store, "rover.2", Start);
            _time.Advance(TimeSpan.FromHours(2));
            await new ParquetExport(store, _time).RunAsync(Cancellation);
        }

        // As if the mark had never been written.
        await using (var index = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File(EmbeddedFleetStore.IndexName)};Pooling=False"))
        {
            await index.OpenAsync(Cancellation);
            await using var command = index.CreateCommand();
            command.CommandText = "DELETE FROM exported_hour";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
        }

        await using var again = Open();
        Assert.Equal(1, await CountAsync(again, "SELECT COUNT(*) FROM event"));
        Assert.Equal(1, await new ParquetExport(again, _time).RunAsync(Cancellation));
        Assert.Equal(1, await CountAsync(again, "SELECT COUNT(*) FROM event"));
    }

    [Fact]
    public async Task WhatCommitsAfterItsHourWasClosed_GoesIntoTheNext()
    {
        await using var store = Open();
        await AppendAsync(store, "rover.2", Start);
        _time.Advance(TimeSpan.FromHours(2));
        await new ParquetExport(store, _time).RunAsync(Cancellation);
        await AppendAsync(store, "rover.2", Start, received: Start); // a commit that had to wait for room on the disk
        Assert.Equal(2, await CountAsync(store, "SELECT COUNT(*) FROM event"));
        Assert.Equal(1, await new ParquetExport(store, _time).RunAsync(Cancellation));
        Assert.Equal(2, await CountAsync(store, "SELECT COUNT(*) FROM event"));
    }

    [Fact]
    public async Task Attachments_StandingVerdicts_AndClasses_AreWrittenBesideThem()
    {
        await using var store = Open();
        var hash = new string('b', 64);
        var id = await AppendAsync(store, "rover.2", Start, blob: hash);
        foreach (var (verdict, back) in new[] { ("v1", null), ("v2", "v1"), ("v3", (string?)null) })
            await store.AddVerdictAsync(new() { VerdictId = verdict, EventId = id, Utc = Start, User = "ann", Verdict = "confirm", Shown = [], TakesBack = back }, Cancellation);
        var birth = new BirthMessage
        {
            Software = "x",
            Model = new() { Name = "road", Version = "1", Sha256 = new string('c', 64), Provider = "CPU" },
            Classes = [new() { Index = 0, Name = "soil", Color = "#000000", Private = false }, new() { Index = 1, Name = "weed", Color = "#ff0000", Private = false }],
            Cameras = [],
            FlagRules = [],
        };
        await store.AppendAsync(new() { Reports = [new("site-1", "rover.2", ReportKind.Birth, JsonSerializer.SerializeToUtf8Bytes(birth, TelemetryJson.Default.BirthMessage), Start)] }, Cancellation);
        _time.Advance(TimeSpan.FromHours(2));
        await new ParquetExport(store, _time).RunAsync(Cancellation);
        Assert.Equal(1, await CountAsync(store, $"SELECT COUNT(*) FROM {File("attachments/20260504T10.parquet")} WHERE kind = 'mask' AND sha256 = '{hash}' AND event_id = '{id}'"));
        Assert.Equal(1, await CountAsync(store, $"SELECT COUNT(*) FROM {File("verdicts/verdicts.parquet")} WHERE event_id = '{id}' AND user_name = 'ann'"));
        Assert.Equal(2, await CountAsync(store, $"SELECT COUNT(*) FROM {File($"classes/{new string('c', 64)}.parquet")} WHERE name IN ('soil', 'weed')"));
    }

    [Fact]
    public async Task ABirthThatCannotBeRead_KeepsNoOtherModelsClassesOut()
    {
        await using var store = Open();
        var sample = await System.IO.File.ReadAllTextAsync(Repository.Path("docs/contract/samples/birth.json"), Cancellation);
        var broken = sample.Replace("\"classes\": [", "\"classes\": [null,", StringComparison.Ordinal);
        Assert.NotEqual(sample, broken);
        await store.AppendAsync(new() { Reports = [Birth("a", broken), Birth("b", sample.Replace("9f86d0", "000000", StringComparison.Ordinal))] }, Cancellation);
        await new ParquetExport(store, _time).RunAsync(Cancellation);
        Assert.StartsWith("000000", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.File("classes")))), StringComparison.Ordinal);

        static DeviceReport Birth(string device, string json) => new("site-1", device, ReportKind.Birth, System.Text.Encoding.UTF8.GetBytes(json), Start);
    }

    [Fact]
    public async Task WhatTheHubWrites_TheReportReads()
    {
        await using var store = Open();
        var id = await AppendAsync(store, "rover.2", Start);
        await AppendAsync(store, "7:1", Start.AddMinutes(1), margin: null);
        await store.AddVerdictAsync(new() { VerdictId = "v1", EventId = id, Utc = Start, User = "ann", Verdict = "confirm", Shown = [] }, Cancellation);
        _time.Advance(TimeSpan.FromHours(2));
        await new ParquetExport(store, _time).RunAsync(Cancellation);

        var reading = FleetReader.Read(new FleetFolder(_folder.Path), new AnalysisOptions());
        Assert.Equal((2L, 1L, 1L), (reading.Counts.Cells.Sum(cell => cell.Tally.Events), reading.Counts.Cells.Sum(cell => cell.Tally.Reviewed), reading.Counts.Cells.Sum(cell => cell.Tally.Confirmed)));
        Assert.Equal(["site-1/7:1/front", "site-1/rover.2/front"], reading.Counts.Cameras.Order(StringComparer.Ordinal));
        Assert.Equal((0, 1L, 0L), (reading.Gaps.UnreadableFiles.Count, reading.Gaps.Verdicts, reading.Gaps.VerdictsElsewhere));
        Assert.Equal((Start, Start.AddMinutes(1)), (reading.From, reading.To));
    }

    private EmbeddedFleetStore Open() => new(_folder.Path, _time);

    private string File(string name) => $"read_parquet('{_folder.File(name)}')";

    private async Task<string> AppendAsync(EmbeddedFleetStore store, string device, DateTimeOffset captured, float? margin = 0.5f, string? blob = null, DateTimeOffset? received = null)
    {
        var card = Some.Event() with
        {
            Device = device,
            Epoch = $"epoch of {device}",
            Seq = ++_seq,
            Regions = [Some.Region("person", 900, margin)],
            Blobs = blob is null ? [] : [new() { Kind = BlobKind.Mask, Sha256 = blob, Bytes = 1, Type = ContentTypes.Png, State = BlobState.Stored }],
        };
        card = card with { Capture = card.Capture with { Utc = captured } };
        var stored = new ArchivedEvent(FleetEvent.Of(card, received ?? _time.GetUtcNow()), JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage), []);
        await store.AppendAsync(new() { Events = [stored] }, Cancellation);
        return card.EventId;
    }

    private static async Task<long> CountAsync(EmbeddedFleetStore store, string sql)
    {
        await using var duck = await FleetQueries.OpenAsync(store, Cancellation);
        await using var command = duck.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }
}
