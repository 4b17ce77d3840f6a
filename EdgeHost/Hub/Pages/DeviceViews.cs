using System.Globalization;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>From the store's records to what the device pages show.</summary>
internal static class DeviceViews
{
    public static DeviceSummary Summary(DeviceReports reports, IEnumerable<SequenceStatus> sequences, int auditBreaks, DateTimeOffset now)
    {
        var ledger = DeviceJudge.LedgerOf(sequences, StreamKind.Event);
        var (health, reasons) = DeviceJudge.Of(reports, ledger, auditBreaks, now);
        var (state, birth, link) = (reports.State?.Message, reports.Birth?.Message, reports.Connection?.Message);
        return new(
            reports.Site, reports.Device, health, reasons, link is null ? null : WireNames.NameOf(link.State), Utc(link?.Utc), Utc(reports.State?.ReceivedUtc),
            state is null ? null : WireNames.NameOf(state.Mode), state?.UptimeS, state?.Fps, state?.P50Ms, state?.P95Ms, state?.TempC, state?.Throttled, state?.GpuMb,
            state is null ? null : WireNames.NameOf(state.Clock), birth?.Model.Provider, birth?.Model.Name, birth?.Model.Version, birth?.Software,
            state is null ? null : new(state.Outbox.Rows, state.Outbox.Bytes, state.Outbox.OldestS, state.Outbox.Inflight),
            state?.Counters is { } c ? new(c.Evicted, c.Expired, c.Quarantined, c.Refused, c.LiveDropped, c.Reconnects) : null, ledger);
    }

    public static DeviceBirth? Birth(Report<BirthMessage>? report) => report?.Message is not { } birth ? null : new(
        Utc(report.ReceivedUtc)!, birth.Software, birth.Model.Name, birth.Model.Version, birth.Model.Sha256, birth.Model.Provider, birth.Signature.Verified, birth.Signature.KeyId,
        [.. birth.Cameras.Select(camera => camera is { Width: { } w, Height: { } h } ? string.Create(CultureInfo.InvariantCulture, $"{camera.Id} ({w} × {h})") : camera.Id)],
        [.. birth.Classes.Select(one => one.Name)], [.. birth.FlagRules.Select(rule => rule.Rule)], WireNames.NameOf(birth.Confirm),
        birth.SupportEnds?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), birth.BootId, birth.Epoch);

    public static DeviceGap Gap(ArchivedGap one) => new(
        Utc(one.ReceivedUtc)!, WireNames.NameOf(one.Gap.Stream), WireNames.NameOf(one.Gap.Reason), string.Join(", ", one.Gap.Ranges.Select(Range)),
        one.Gap.Count > 0 ? one.Gap.Count : null, one.Gap.Bytes, Utc(one.Gap.FirstUtc), Utc(one.Gap.LastUtc), one.Gap.Detail);

    public static DeviceAuditChain AuditChain(AuditChainStatus chain, IReadOnlyList<AuditBreak> breaks, int most) => new(
        chain.Records, chain.Loose, chain.Beginnings, breaks.Count, [.. breaks.Take(most).Select(one => new DeviceAuditBreak(one.Epoch, one.Seq, WireNames.NameOf(one.Kind), Utc(one.SeenUtc)!))]);

    public static IReadOnlyList<DeviceLedger> Ledgers(IReadOnlyList<SequenceStatus> sequences) =>
        [.. ((StreamKind[])[StreamKind.Event, StreamKind.Gap, StreamKind.Audit]).Select(stream => DeviceJudge.LedgerOf(sequences, stream)).OfType<DeviceLedger>()];

    public static string? Utc(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Range(SeqRange range) => range.To is not { } last ? FormattableString.Invariant($"from {range.From}")
        : last == range.From ? FormattableString.Invariant($"{range.From}")
        : FormattableString.Invariant($"{range.From}–{last}");
}
