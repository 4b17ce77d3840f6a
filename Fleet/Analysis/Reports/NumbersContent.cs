namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>The fleet in numbers, weak or not.</summary>
internal static class NumbersContent
{
    private const int MostCameras = 20, MostSlices = 30;

    public static IEnumerable<Block> Of(FleetReport report)
    {
        var counts = report.Reading.Counts;
        yield return new Heading(2, "The fleet in numbers");
        yield return new Paragraph("Flags are per camera-hour seen: hours in which the camera sent at least one event. Shares are of the events that they can be said of. The interval of the confirm rate is Wilson's, 95 %, for that row alone.");
        yield return ReportFigures.Hours(SliceTable.ByHour(counts));
        yield return Table("By class", SliceTable.ByClass(counts));
        yield return Table("By rule", SliceTable.ByRule(counts));
        yield return Table("By model version", SliceTable.ByVersion(counts));
        yield return Table($"By camera, the {Math.Min(MostCameras, counts.Cameras.Count)} with most flags of {counts.Cameras.Count}", [.. SliceTable.ByCamera(counts).Take(MostCameras)]);
        yield return Table("By hour of day", [.. SliceTable.ByHour(counts).OrderBy(row => row.Slice.Hour)]);
        yield return Table($"Class, camera, hour, rule and model version: the {MostSlices} with most flags. All with {report.Options.MinCount} events and more are in slices.csv", [.. SliceTable.Finest(counts, report.Options.MinCount).Take(MostSlices)]);
    }

    private static Table Table(string caption, IReadOnlyList<SliceRow> rows) => new(
        caption, ["Slice", "events", "per camera-hour", "reviewed", "confirmed", "interval", "low margin", "rests on context", "untrusted"],
        [.. rows.Select(row => (IReadOnlyList<string>)[row.Slice.ToString(), Words.Count(row.Tally.Events), Words.Rate(row.FlagRate), Words.Count(row.Tally.Reviewed), Words.Percent(row.ConfirmRate),
            row.Tally.Reviewed == 0 ? Words.None : Words.Percent(row.ConfirmInterval), Words.Percent(row.LowMarginShare), Words.Percent(row.ContextShare), Words.Percent(row.UntrustedShare)])]);
}
