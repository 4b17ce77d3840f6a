using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Figures of the fleet: what can be chosen, the charts, mean heat maps.</summary>
internal static class FigureEndpoints
{
    // More make a mean no better than its differences from day to day, and each is a file.
    private const int MostMaps = 120;
    private const int MostVersions = 4, MostHeats = 400;

    public static async Task ChoicesAsync(HttpContext context, IFleetStatistics figures)
    {
        var all = await figures.ChoicesAsync(context.RequestAborted);
        await Reply.JsonAsync(context, new FleetChoices(
            [.. all.GroupBy(one => (one.Site, one.Device, one.Camera)).Select(same => new CameraChoice(same.Key.Site, same.Key.Device, same.Key.Camera, Flags(same))).OrderByDescending(one => one.Flags)],
            [.. all.GroupBy(one => one.Class).Select(same => new ClassChoice(same.Key, Flags(same))).OrderByDescending(one => one.Flags)],
            [.. all.GroupBy(one => (one.Model, one.ModelVersion)).Select(same => new ModelChoice(same.Key.Model, same.Key.ModelVersion, Flags(same))).OrderByDescending(one => one.Flags)],
            [.. all.GroupBy(one => (one.Site, one.Device, one.Camera, one.Class)).Select(same => new HeatChoice(same.Key.Site, same.Key.Device, same.Key.Camera, same.Key.Class, Flags(same)))
                .OrderByDescending(one => one.Flags).Take(MostHeats)]), FleetPagesJson.Default.FleetChoices);
    }

    public static async Task FiguresAsync(HttpContext context, IFleetStatistics figures, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (filter, problem) = FleetQuery.Read(context.Request.Query, now);
        if (filter is null)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        var rows = await figures.FiguresAsync(filter, context.RequestAborted);
        var cameras = await figures.CameraFiguresAsync(filter, context.RequestAborted);
        await Reply.JsonAsync(context, FigureViews.Of(filter, rows, cameras, now), FleetPagesJson.Default.FleetFigures);
    }

    public static async Task HeatAsync(HttpContext context, IFleetStatistics figures, TimeProvider time)
    {
        var (filter, problem) = FleetQuery.Read(context.Request.Query, time.GetUtcNow());
        if (filter is { Site: null } or { Device: null } or { Camera: null }) problem = "Expected 'site', 'device' and 'camera': a mean over different cameras says nothing. Without 'class': about the whole frame.";
        if (filter is null || problem is not null)
        {
            await Reply.ProblemAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        var stop = context.RequestAborted;
        var versions = (await figures.ChoicesAsync(stop))
            .Where(one => one.Site == filter.Site && one.Device == filter.Device && one.Camera == filter.Camera && one.Class == filter.Class
                && (filter.Model ?? one.Model) == one.Model && (filter.ModelVersion ?? one.ModelVersion) == one.ModelVersion)
            .OrderByDescending(one => one.Flags).Take(MostVersions).OrderBy(one => (one.Model, one.ModelVersion)).ToArray();
        var bodies = new List<IReadOnlyList<ReadOnlyMemory<byte>>>();
        foreach (var version in versions) bodies.Add(await figures.HeatMapsAsync(version, filter.From, filter.To, MostMaps, stop));
        await Reply.JsonAsync(context, Compare(versions, bodies), FleetPagesJson.Default.HeatComparison);
    }

    private static HeatComparison Compare(FigureChoice[] versions, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> bodies)
    {
        var means = MeanMap.Of(bodies);
        MeanHeat[] maps = [.. versions.Zip(means.Maps, (version, mean) => new MeanHeat(version.Model, version.ModelVersion, mean.Count, [.. mean.Cells.Select(cell => Math.Round(cell, 6))]))
            .Where(one => one.Maps > 0)];
        double? distance = maps is [.., { Maps: >= MapComparison.LeastMaps } old, { Maps: >= MapComparison.LeastMaps } fresh]
            ? Math.Round(JensenShannon.Distance([.. old.Mean], [.. fresh.Mean]), 4)
            : null;
        return new(FrameGrid.Columns, FrameGrid.Rows, Math.Round(means.Aspect, 4), maps, distance, MapComparison.LeastMaps);
    }

    private static long Flags(IEnumerable<FigureChoice> choices) => choices.Sum(one => one.Flags);
}
