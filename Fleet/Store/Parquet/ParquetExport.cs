using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Parquet;

/// <summary>Writes the hours of an embedded store that are over into Parquet files, for analysis by whatever reads them: <c>events/site=/device=/day=/</c>,
/// <c>attachments/</c> (which blob belongs to which event), <c>verdicts/</c>, <c>classes/</c>. One at a time.</summary>
/// <remarks>An hour is one of receipt: once it is over nothing is added to it, however late a device sends. A day is one of capture. Whatever a kill cuts
/// off is written again under the same names.</remarks>
public sealed class ParquetExport(EmbeddedFleetStore store, TimeProvider time)
{
    private const long DayMicros = 86_400_000_000;

    // A batch may be on its way to its commit when its hour ends.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly DayMerge _days = new(store.Folder);
    private long _verdicts = -1;

    /// <returns>How many hours were written.</returns>
    /// <exception cref="IOException">The folder cannot be written; nothing is lost, and the next run begins with the same hour.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        try
        {
            var hours = 0;
            for (; await store.OldestOpenHourAsync(cancellation).ConfigureAwait(false) is { } hour && hour.AddHours(1) + Grace <= time.GetUtcNow(); hours++)
            {
                await store.CloseHourAsync(hour, cancellation).ConfigureAwait(false);
                await WriteHourAsync(hour, cancellation).ConfigureAwait(false);
                await store.ExportedAsync(hour, cancellation).ConfigureAwait(false);
            }

            await EndDayAsync(cancellation).ConfigureAwait(false);
            _days.Run(store.ExportedTo);
            await WriteVerdictsAsync(cancellation).ConfigureAwait(false);
            await WriteClassesAsync(cancellation).ConfigureAwait(false);
            return hours;
        }
        catch (Exception e) when (e is DuckDBException or UnauthorizedAccessException)
        {
            throw new IOException($"{store.Folder}: closed hours cannot be exported to Parquet: {e.Message} Make room, or let this user write there; the next run goes on.", e);
        }
    }

    // A day ends although its last hours were empty: from then on nothing is received in it, and its hours can become one file.
    private async Task EndDayAsync(CancellationToken cancellation)
    {
        var last = new DateTimeOffset((time.GetUtcNow() - Grace).UtcDateTime.Date, TimeSpan.Zero).AddHours(-1);
        if (store.ExportedTo == DateTimeOffset.UnixEpoch || store.ExportedTo > last) return;
        await store.CloseHourAsync(last, cancellation).ConfigureAwait(false);
        if (await store.OldestOpenHourAsync(cancellation).ConfigureAwait(false) is not { } open || open > last) await store.ExportedAsync(last, cancellation).ConfigureAwait(false);
    }

    private async Task WriteHourAsync(DateTimeOffset hour, CancellationToken cancellation)
    {
        using var tables = new DuckTables();
        using (DuckDBAppender events = tables.Appender("open_event"), attachments = tables.Appender("attachment"))
            await store.ReadEventsAsync(hour, hour.AddHours(1), (row, card) =>
            {
                DuckTables.Append(events, FleetColumns.Values(row));
                foreach (var blob in BlobsOf(card)) DuckTables.Append(attachments, [row.EventId, WireNames.NameOf(blob.Kind), blob.Head, blob.Sha256]);
            }, cancellation).ConfigureAwait(false);
        var name = ParquetNames.OfHour(hour);
        foreach (var (site, device, day) in tables.Query($"SELECT DISTINCT site, device, epoch_us(captured_utc) // {DayMicros} FROM open_event ORDER BY 1, 2, 3",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2))))
        {
            var date = DateTime.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            tables.Copy($"SELECT * FROM open_event WHERE site = {DuckTables.Quote(site)} AND device = {DuckTables.Quote(device)} AND epoch_us(captured_utc) // {DayMicros} = {day} ORDER BY event_id",
                Path.Combine(store.Folder, "events", $"site={site}", $"device={device}", $"day={date}", name));
        }

        tables.Copy("SELECT * FROM attachment ORDER BY event_id", Path.Combine(store.Folder, "attachments", name));
    }

    // Few, and any of them may be taken back: written as a whole whenever there are more.
    private async Task WriteVerdictsAsync(CancellationToken cancellation)
    {
        var verdicts = await store.AllVerdictsAsync(cancellation).ConfigureAwait(false);
        if (verdicts.Count == _verdicts || verdicts.Count == 0) return;
        var takenBack = verdicts.Select(verdict => verdict.TakesBack).OfType<string>().ToHashSet();
        using var tables = new DuckTables();
        using (var table = tables.Appender("verdict"))
            foreach (var one in verdicts.Where(one => one.TakesBack is null && !takenBack.Contains(one.VerdictId)))
                DuckTables.Append(table, [one.EventId, one.Utc.ToUniversalTime(), one.User, one.Verdict, one.Reason, one.Class]);
        tables.Copy("SELECT * FROM verdict", Path.Combine(store.Folder, "verdicts", "verdicts.parquet"));
        _verdicts = verdicts.Count;
    }

    // By model, which its hash names for good: what it calls its classes does not change.
    private async Task WriteClassesAsync(CancellationToken cancellation)
    {
        foreach (var report in (await store.ReportsAsync(cancellation: cancellation).ConfigureAwait(false)).Where(report => report.Kind == ReportKind.Birth))
        {
            if (BirthOf(report) is not { } birth || !IsHash(birth.Model.Sha256)) continue;
            var path = Path.Combine(store.Folder, "classes", birth.Model.Sha256 + ".parquet");
            if (File.Exists(path) || birth.Classes.Count == 0) continue;
            using var tables = new DuckTables();
            using (var table = tables.Appender("class_name"))
                foreach (var one in birth.Classes) DuckTables.Append(table, [birth.Model.Sha256, one.Head, one.Index, one.Name]);
            tables.Copy("SELECT * FROM class_name", path);
        }
    }

    private static BirthMessage? BirthOf(DeviceReport report)
    {
        try
        {
            return ReceivedJson.Read(report.Json.Span, TelemetryJson.Default.BirthMessage);
        }
        catch (JsonException)
        {
            return null; // expected: kept by a hub that took more than this one does; one device must not keep the names of the others out
        }
    }

    private static IEnumerable<BlobInfo> BlobsOf(byte[] card) =>
        JsonSerializer.Deserialize(card, TelemetryJson.Default.EventMessage)!.Blobs.Where(blob => blob.State == BlobState.Stored && IsHash(blob.Sha256));

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(digit => char.IsAsciiDigit(digit) || digit is >= 'a' and <= 'f');
}
