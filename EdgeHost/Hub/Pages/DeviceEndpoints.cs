using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Devices of the site, all of them or one.</summary>
internal static class DeviceEndpoints
{
    private const int MostGaps = 50, MostBreaks = 20;

    public static async Task ListAsync(HttpContext context, IFleetStore store, IFleetStatistics figures, TimeProvider time)
    {
        var site = FleetQuery.Text(context.Request.Query, "site");
        var sequences = (await store.SequencesAsync(site, null, context.RequestAborted)).ToLookup(one => (one.Key.Site, one.Key.Device));
        var reports = DeviceReports.Of(await store.ReportsAsync(site, null, context.RequestAborted)).ToList();
        // What never said a word about itself and sent records is a device too.
        var silent = sequences.Select(same => same.Key).Except(reports.Select(one => (one.Site, one.Device))).Select(one => new DeviceReports(one.Site, one.Device, null, null, null));
        var breaks = (await figures.AuditBreaksAsync(site, null, context.RequestAborted)).ToLookup(one => (one.Site, one.Device));
        var now = time.GetUtcNow();
        await Reply.JsonAsync(context, new DeviceList([.. reports.Concat(silent).OrderBy(one => (one.Site, one.Device))
            .Select(one => DeviceViews.Summary(one, sequences[(one.Site, one.Device)], breaks[(one.Site, one.Device)].Count(), now))]),
            FleetPagesJson.Default.DeviceList);
    }

    public static async Task OneAsync(HttpContext context, string site, string device, IFleetStore store, IFleetStatistics figures, TimeProvider time)
    {
        var stop = context.RequestAborted;
        var sequences = Topics.IsId(site) && Topics.IsId(device) ? await store.SequencesAsync(site, device, stop) : [];
        var reports = Topics.IsId(site) && Topics.IsId(device) ? DeviceReports.Of(await store.ReportsAsync(site, device, stop)).FirstOrDefault() : null;
        if (reports is null && sequences.Count == 0)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status404NotFound, "No such device here: nothing of it was ever archived. See the list of devices.");
            return;
        }

        reports ??= new(site, device, null, null, null);
        var gaps = await store.GapsAsync(site, device, MostGaps, stop);
        var losses = await figures.LossesAsync(site, device, stop);
        var flags = (await figures.ChoicesAsync(stop)).Where(one => one.Site == site && one.Device == device).Sum(one => one.Flags);
        var (chain, breaks) = (await figures.AuditChainAsync(site, device, stop), await figures.AuditBreaksAsync(site, device, stop));
        await Reply.JsonAsync(context, new DeviceDetail(
            DeviceViews.Summary(reports, sequences, breaks.Count, time.GetUtcNow()), DeviceViews.Birth(reports.Birth), DeviceViews.Ledgers(sequences), [.. gaps.Select(DeviceViews.Gap)],
            [.. losses.Select(one => new LossCount(WireNames.NameOf(one.Stream), WireNames.NameOf(one.Reason), one.Records, one.Gaps))],
            DeviceViews.AuditChain(chain, breaks, MostBreaks), flags), FleetPagesJson.Default.DeviceDetail);
    }
}
