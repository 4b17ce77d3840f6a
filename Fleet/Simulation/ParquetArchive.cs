using System.Globalization;
using System.Reflection;
using System.Text.Json;
using DuckDB.NET.Data;
using SegEdge.Fleet.Analysis;

namespace SegEdge.Fleet.Simulation;

/// <summary>Writes the tables that a hub would have made of a simulated fleet: rows through an appender, files by DuckDB. One thread uses it.</summary>
internal sealed class ParquetArchive : IDisposable
{
    private static readonly PropertyInfo[] Columns = typeof(FleetEvent).GetProperties();

    private readonly FleetFolder _folder;
    private readonly string _part;
    private readonly Duck _duck = new();
    private readonly DuckDBAppender _verdicts, _attachments;
    private DuckDBAppender _events;
    private (string Site, string Device, DateOnly Day)? _open;

    /// <param name="part">Names this writer's files: several may write one archive.</param>
    public ParquetArchive(FleetFolder folder, string part)
    {
        (_folder, _part) = (folder, part);
        _duck.Run($"CREATE TABLE events ({string.Join(", ", Columns.Select(c => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Name)} {SqlType(c.PropertyType)}"))})");
        _duck.Run("CREATE TABLE verdicts (event_id VARCHAR, utc TIMESTAMPTZ, user_name VARCHAR, verdict VARCHAR, reason VARCHAR, class VARCHAR)");
        _duck.Run("CREATE TABLE attachments (event_id VARCHAR, kind VARCHAR, head VARCHAR, sha256 VARCHAR)");
        (_events, _verdicts, _attachments) = (Appender("events"), Appender("verdicts"), Appender("attachments"));
    }

    /// <summary>By device and day: a file is written when either changes.</summary>
    public void Add(FleetEvent row)
    {
        var partition = (row.Site, row.Device, DateOnly.FromDateTime(row.CapturedUtc.UtcDateTime));
        if (_open != partition) FlushEvents();
        _open = partition;
        _events.CreateRow()
            .AppendValue(row.EventId).AppendValue(row.Epoch).AppendValue(row.Seq).AppendValue(row.Site).AppendValue(row.Device).AppendValue(row.Camera)
            .AppendValue(row.CapturedUtc).AppendValue(row.ReceivedUtc).AppendValue(row.Severity).AppendValue(row.Rule).AppendValue(row.Class)
            .AppendValue(row.Model).AppendValue(row.ModelVersion).AppendValue(row.ModelSha256).AppendValue(row.Provider).AppendValue(row.Margin).AppendValue(row.TotalMs)
            .AppendValue(row.ExplanationStatus).AppendValue(row.ExplanationMethod).AppendValue(row.Faithfulness)
            .AppendValue(row.ShareInside).AppendValue(row.ShareBoundary).AppendValue(row.ShareContext)
            .AppendValue(row.HeatColumns).AppendValue(row.HeatRows).AppendValue(row.HeatSha256).EndRow();
    }

    public void AddVerdict(string eventId, DateTimeOffset utc, string user, string verdict, string? reason, string? seenClass) =>
        _verdicts.CreateRow().AppendValue(eventId).AppendValue(utc).AppendValue(user).AppendValue(verdict).AppendValue(reason).AppendValue(seenClass).EndRow();

    public void AddAttachment(string eventId, string kind, string sha256) =>
        _attachments.CreateRow().AppendValue(eventId).AppendValue(kind).AppendNullValue().AppendValue(sha256).EndRow();

    /// <summary>Writes what is open. Call it once, last.</summary>
    public void Finish()
    {
        FlushEvents();
        _verdicts.Close();
        _attachments.Close();
        Copy("verdicts", Path.Combine(_folder.Verdicts, _part + ".parquet"));
        Copy("attachments", Path.Combine(_folder.Attachments, _part + ".parquet"));
    }

    public void Dispose()
    {
        foreach (var appender in (ReadOnlySpan<DuckDBAppender>)[_events, _verdicts, _attachments]) appender.Dispose();
        _duck.Dispose();
    }

    private void FlushEvents()
    {
        if (_open is not var (site, device, day)) return;
        _events.Close();
        _events.Dispose();
        Copy("events", Path.Combine(_folder.Events, $"site={site}", $"device={device}", string.Create(CultureInfo.InvariantCulture, $"day={day:yyyy-MM-dd}"), "00-24.parquet"));
        _duck.Run("TRUNCATE events");
        _events = Appender("events");
        _open = null;
    }

    private void Copy(string table, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _duck.Run($"COPY {table} TO {Duck.Quote(path)} (FORMAT parquet, COMPRESSION zstd)");
    }

    private DuckDBAppender Appender(string table) => _duck.Connection.CreateAppender(table);

    private static string SqlType(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "VARCHAR",
        var t when t == typeof(long) => "BIGINT",
        var t when t == typeof(int) => "INTEGER",
        var t when t == typeof(float) => "REAL",
        var t when t == typeof(double) => "DOUBLE",
        var t when t == typeof(DateTimeOffset) => "TIMESTAMPTZ",
        var t => throw new NotSupportedException($"FleetEvent has a column of {t.Name}; give it a type here."),
    };
}
