using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>An archive with all that an export can ask of it: events, what their device said, its audit chain and its gaps.</summary>
internal static class ExportSite
{
    public const string Site = "harbour-north", Device = "rover-07", Epoch = "01KEPOCHEPOCHEPOCHEPOCHEPO";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="samples">Captured one after the other.</param>
    public static async Task FillAsync(string folder, IReadOnlyList<SampleEvent> samples)
    {
        await using var store = new EmbeddedFleetStore(folder, TimeProvider.System);
        await ReviewHub.ArchiveAsync(store, samples);
        var first = DateTimeOffset.Parse((string)samples[0].Json["capture"]!["utc"]!, System.Globalization.CultureInfo.InvariantCulture);
        await store.AppendAsync(new() { Reports = [Birth()], Audits = Chain(first), Gaps = [Gap()] }, Ct);
    }

    /// <summary>Of one event in variants, for lists: names and verdicts are the test's.</summary>
    public static SampleEvent Copy(SampleEvent of, int i, Action<JsonObject>? change = null)
    {
        var json = (JsonObject)of.Json.DeepClone();
        var utc = DateTimeOffset.UtcNow.AddHours(-3).AddSeconds(i);
        (json["eventId"], json["seq"], json["capture"]!["utc"]) = (Ulid.NewUlid(utc).ToString(), i + 1, utc.ToString("O"));
        change?.Invoke(json);
        return new() { Json = json, Blobs = of.Blobs };
    }

    /// <summary>Who took what, the oldest first: read beside the running hub.</summary>
    public static async Task<IReadOnlyList<(string User, string Kind, string? EventId, string? Selection, string Shown)>> TakenAsync(ReviewHub hub)
    {
        await using var index = new SqliteConnection($"Data Source={Path.Combine(hub.Folder, EmbeddedFleetStore.IndexName)};Mode=ReadOnly;Pooling=False");
        await index.OpenAsync(Ct);
        await using var command = index.CreateCommand();
        command.CommandText = "SELECT user_name, kind, event_id, selection, shown FROM export_record ORDER BY export_id";
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var all = new List<(string, string, string?, string?, string)>();
        while (await rows.ReadAsync(Ct)) all.Add((rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3), rows.GetString(4)));
        return all;
    }

    private static DeviceReport Birth()
    {
        var birth = new BirthMessage
        {
            BootId = "01KBOOTBOOTBOOTBOOTBOOTBO",
            Epoch = Epoch,
            Software = "test",
            Model = new() { Name = "espnet-camvid", Version = "1.2.0", Sha256 = new('d', 64), Provider = "TensorRT" },
            Classes = [.. SceneClasses.Head.Classes.Select(one => new BirthClass { Index = one.Index, Name = one.Name, Color = one.Color, Private = false })],
            Cameras = [new() { Id = "front", Width = 640, Height = 360 }],
            FlagRules = [],
        };
        return new(Site, Device, ReportKind.Birth, JsonSerializer.SerializeToUtf8Bytes(birth, TelemetryJson.Default.BirthMessage), DateTimeOffset.UtcNow);
    }

    // An earlier start, the one under which the frames were made, something behind them, the signature, and what is nobody's business here.
    private static ArchivedAudit[] Chain(DateTimeOffset first)
    {
        (AuditAction Action, string Subject, TimeSpan At)[] records =
        [
            (AuditAction.Start, "segedge 0.1", TimeSpan.FromDays(-2)), (AuditAction.Stop, "segedge 0.1", TimeSpan.FromDays(-1)), (AuditAction.Start, "segedge 0.2", TimeSpan.FromHours(-2)),
            (AuditAction.ModelLoaded, "espnet-camvid 1.2.0", TimeSpan.FromHours(-2)), (AuditAction.Mode, "run", TimeSpan.FromHours(2)), (AuditAction.Head, "signature", TimeSpan.FromHours(3)),
            (AuditAction.Stop, "segedge 0.2", TimeSpan.FromHours(4)),
        ];
        var (chain, last) = (new List<ArchivedAudit>(), AuditRecord.NoHash);
        foreach (var (action, subject, at) in records)
        {
            var record = AuditRecord.Seal(new() { Seq = chain.Count + 1, Epoch = Epoch, Utc = first + at, Actor = "device", Action = action, Subject = subject, PrevHash = last, Hash = "" });
            last = record.Message.Hash;
            chain.Add(new(Site, Device, record.Message, record.Bytes, DateTimeOffset.UtcNow));
        }

        return [.. chain];
    }

    private static ArchivedGap Gap()
    {
        var gap = new GapMessage
        {
            Seq = 1,
            Epoch = Epoch,
            BootId = "01KBOOTBOOTBOOTBOOTBOOTBO",
            Stream = StreamKind.Event,
            Ranges = [new(900_001, 900_003)],
            EventIds = [],
            Blobs = [],
            Count = 3,
            Bytes = 10,
            Reason = GapReason.Evicted,
        };
        return new(Site, Device, gap, JsonSerializer.SerializeToUtf8Bytes(gap, TelemetryJson.Default.GapMessage), DateTimeOffset.UtcNow);
    }
}
