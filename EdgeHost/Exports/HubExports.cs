using System.Text.Json;
using SegEdge.EdgeHost.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;
using ArchivedEvent = SegEdge.EdgeHost.Dashboard.ArchivedEvent;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Exports from a hub's store, with all that it knows of an event and its device; each is written down with who took it.</summary>
internal sealed class HubExports(IReviewStore store, HubSite site, TimeProvider time) : IExportContext
{
    private const int MostGaps = 1000;

    public string Origin => $"hub {site.Name}";

    public async Task<ModelClasses> ClassesAsync(string site, string device, CancellationToken ct) => await DeviceClasses.OfAsync(store, site, device, ct);

    public async Task<IReadOnlyList<PackEntry>> EventEvidenceAsync(ArchivedEvent item, string? user, CancellationToken ct)
    {
        var card = (await store.EventAsync(item.EventId, ct))?.Card ?? item.Json;
        // As on the page: who is asked for a second look is not told what the first one said.
        var verdicts = item.Review?.IsBlindFor(user) == true
            ? new PackVerdicts("This event waits for a second look by whoever made this pack, who is not told what the first person said. Judge it, or have somebody else make the pack.", [])
            : new PackVerdicts(null, await store.VerdictsAsync(item.EventId, ct));
        return [new("event.json", card, PackEntry.Json), new("verdicts.json", JsonSerializer.SerializeToUtf8Bytes(verdicts, ExportJson.Default.PackVerdicts), PackEntry.Json)];
    }

    public async Task<IReadOnlyList<PackEntry>> DeviceEvidenceAsync(IReadOnlyList<EventMessage> cards, CancellationToken ct)
    {
        var (site, device) = (cards[0].Site, cards[0].Device);
        var entries = new List<PackEntry>();
        if ((await store.ReportsAsync(site, device, ct)).FirstOrDefault(report => report.Kind == ReportKind.Birth) is { } birth) entries.Add(new("birth.json", birth.Json, PackEntry.Json));
        var gaps = await store.GapsAsync(site, device, MostGaps, ct);
        var ledger = new PackLedger(time.GetUtcNow(), [.. (await store.SequencesAsync(site, device, ct)).Select(Of)], gaps.Count, gaps.Count == MostGaps);
        entries.Add(new("ledger.json", JsonSerializer.SerializeToUtf8Bytes(ledger, ExportJson.Default.PackLedger), PackEntry.Json));
        if (gaps.Count > 0) entries.Add(new("gaps.ndjson", Lines(gaps.Select(gap => gap.Json)), PackEntry.JsonLines));
        foreach (var epoch in cards.GroupBy(card => card.Epoch))
            if (AuditPart.Of(await store.AuditsAsync(site, device, epoch.Key, ct), [.. epoch]) is { Count: > 0 } part)
                entries.Add(new($"audit-{SafeName.Of(epoch.Key)}.ndjson", Lines(part.Select(record => record.Json)), PackEntry.JsonLines));
        return entries;
    }

    public Task RecordAsync(ExportNote note, string? user, CancellationToken ct) => store.AddExportAsync(new()
    {
        ExportId = Ulid.NewUlid(time.GetUtcNow()).ToString(),
        Utc = time.GetUtcNow(),
        User = user ?? "",
        Kind = note.Kind,
        EventId = note.EventId,
        Selection = note.Selection,
        Events = note.Events,
        Shown = note.Shown,
    }, ct);

    private static PackSequence Of(SequenceStatus one) => new(
        one.Key.Epoch, WireNames.NameOf(one.Key.Stream), one.CompleteTo, one.Highest, one.NamedLost, one.Unanswered, [.. one.Holes.Select(hole => new PackHole(hole.From, hole.To, hole.SeenUtc, hole.Asks))]);

    private static byte[] Lines(IEnumerable<ReadOnlyMemory<byte>> records)
    {
        using var lines = new MemoryStream();
        foreach (var record in records)
        {
            lines.Write(record.Span);
            lines.Write("\n"u8);
        }

        return lines.ToArray();
    }
}
