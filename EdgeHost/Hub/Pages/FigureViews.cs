using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>From counted rows to the charts of the fleet page.</summary>
internal static class FigureViews
{
    private const int MostCameras = 20;

    public static FleetFigures Of(FigureFilter filter, IReadOnlyList<FigureRow> rows, IReadOnlyList<CameraFigures> cameras, DateTimeOffset now)
    {
        var starts = Starts(filter);
        var total = Sum(rows.Select(row => row.Figures));
        var bucket = rows.GroupBy(row => row.Start).ToDictionary(same => same.Key, same => Sum(same.Select(row => row.Figures)));
        FlagFigures[] buckets = [.. starts.Select(start => bucket.GetValueOrDefault(start))];
        return new(
            DeviceViews.Utc(filter.From)!, DeviceViews.Utc(filter.To)!, filter.Step == FigureStep.Hour ? "hour" : "day", [.. starts.Select(start => DeviceViews.Utc(start)!)],
            [.. starts.Select(start => Hours(start, filter, now))], total.Flags, total.Alerts,
            Series(rows, starts, row => row.Class), Series(rows, starts, row => row.Rule),
            new([.. buckets.Select(b => b.Ok)], [.. buckets.Select(b => b.Stale)], [.. buckets.Select(b => b.Untrusted)], [.. buckets.Select(b => b.Skipped)], [.. buckets.Select(b => b.OtherStatus)],
                [.. buckets.Select(b => b.Flags - b.Ok - b.Stale - b.Untrusted - b.Skipped - b.OtherStatus)]),
            new([.. buckets.Select(b => Mean(b.ContextSum, b.WithContext))], [.. buckets.Select(b => b.WithContext)]),
            Confirmed(null, total), Bars(rows, row => row.Class), Bars(rows, row => row.Rule), total.Undecided,
            [.. rows.GroupBy(row => (row.Model, row.ModelVersion)).OrderBy(same => same.Key).Select(Model)],
            [.. cameras.OrderByDescending(one => one.Figures.Flags).Take(MostCameras).Select(one => new CameraBar(one.Site, one.Device, one.Camera, one.Figures.Flags,
                Confirmed(null, one.Figures), Trusted(one.Figures)))],
            cameras.Count);
    }

    private static DateTimeOffset[] Starts(FigureFilter filter)
    {
        var step = filter.Step == FigureStep.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        var first = new DateTimeOffset(filter.From.UtcTicks / step.Ticks * step.Ticks, TimeSpan.Zero);
        return [.. Enumerable.Range(0, (int)Math.Ceiling((filter.To - first) / step)).Select(i => first + i * step)];
    }

    private static double Hours(DateTimeOffset start, FigureFilter filter, DateTimeOffset now)
    {
        var whole = start.AddHours(filter.Step == FigureStep.Hour ? 1 : 24);
        // Figures count whole buckets, so that only the present one can be cut off.
        return Math.Max(0, Math.Round(((whole < now ? whole : now) - start).TotalHours, 4));
    }

    private static FlagSeries[] Series(IReadOnlyList<FigureRow> rows, DateTimeOffset[] starts, Func<FigureRow, string?> by) =>
        [.. rows.GroupBy(by).OrderByDescending(same => same.Sum(row => row.Figures.Flags)).ThenBy(same => same.Key, StringComparer.Ordinal).Select(same =>
        {
            var flags = same.GroupBy(row => row.Start).ToDictionary(at => at.Key, at => at.Sum(row => row.Figures.Flags));
            return new FlagSeries(same.Key, [.. starts.Select(start => flags.GetValueOrDefault(start))]);
        })];

    private static ShareBar[] Bars(IReadOnlyList<FigureRow> rows, Func<FigureRow, string?> by) =>
        [.. rows.GroupBy(by).Select(same => Confirmed(same.Key, Sum(same.Select(row => row.Figures)))).OrderByDescending(bar => bar.Trials).ThenBy(bar => bar.Name, StringComparer.Ordinal)];

    private static ModelFigures Model(IGrouping<(string Model, string Version), FigureRow> rows)
    {
        var sum = Sum(rows.Select(row => row.Figures));
        // A verdict that was taken back leaves a row of zeros at worst: no version is here without flags.
        return new(rows.Key.Model, rows.Key.Version, DeviceViews.Utc(rows.Min(row => row.Start))!, DeviceViews.Utc(rows.Max(row => row.Start))!, sum.Flags,
            Mean(sum.Alerts, sum.Flags) ?? 0, Confirmed(null, sum), Trusted(sum), Mean(sum.ContextSum, sum.WithContext), Mean(sum.MarginSum, sum.WithMargin), Mean(sum.TotalMsSum, sum.Flags) ?? 0);
    }

    private static ShareBar Confirmed(string? name, FlagFigures sum) => Bar(name, sum.Confirmed, sum.Judged);

    private static ShareBar Trusted(FlagFigures sum) => Bar(null, sum.Ok, sum.Ok + sum.Untrusted);

    private static ShareBar Bar(string? name, long hits, long trials)
    {
        var interval = WilsonInterval.Of(hits, trials);
        return new(name, hits, trials, Mean(hits, trials), interval.Low, interval.High);
    }

    private static double? Mean(double sum, long count) => count == 0 ? null : Math.Round(sum / count, 6);

    private static FlagFigures Sum(IEnumerable<FlagFigures> figures) => figures.Aggregate(default(FlagFigures), (sum, one) => sum + one);
}
