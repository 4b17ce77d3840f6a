namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>What a weak-spot report says, in order: the answer, its evidence, the numbers, how it was decided, what is missing.</summary>
internal static class ReportContent
{
    public static IReadOnlyList<Block> Of(FleetReport report) =>
        [.. Summary(report), .. Spots(report), .. report.Maps is { } maps ? RolloutContent.Of(maps) : [], .. NumbersContent.Of(report), .. DecisionContent.Of(report), .. GapContent.Of(report)];

    private static IEnumerable<Block> Summary(FleetReport report)
    {
        var (counts, total) = (report.Reading.Counts, report.Reading.Counts.Total);
        yield return new Heading(1, "Weak-spot report");
        yield return new Paragraph($"{Words.Utc(report.Reading.From)} to {Words.Utc(report.Reading.To)}: {Words.Count(total.Events)} flagged frames of {Words.Count(counts.Cameras.Count)} cameras, {counts.Versions.Count} model {(counts.Versions.Count == 1 ? "version" : "versions")}. Made {Words.Utc(report.Made)} from {report.Folder}.");
        yield return new Paragraph(report.Spots.Spots.Count == 0
            ? $"No weak spot: of {Words.Count(report.Spots.Judged)} slices judged, none is clear of the rest of the fleet."
            : $"{report.Spots.Spots.Count} weak {(report.Spots.Spots.Count == 1 ? "spot" : "spots")} among {Words.Count(report.Spots.Judged)} slices judged. A weak spot is a place to look at, not yet a cause.");
        if (report.Maps is { } maps)
            yield return new Paragraph($"Roll-out {maps.OldVersion} to {maps.NewVersion}: {(maps.Passes ? "passes" : maps.Compared == 0 ? "cannot be judged, too few heat maps" : $"stopped, {maps.Failed.Count} of {maps.Compared} comparisons beyond {Words.Number(maps.MaxDistance)}")}.");
    }

    private static IEnumerable<Block> Spots(FleetReport report)
    {
        if (report.Spots.Spots.Count == 0) yield break;
        yield return new Heading(2, "Weak spots");
        for (var i = 0; i < report.Spots.Spots.Count; i++)
        {
            var spot = report.Spots.Spots[i];
            yield return new Heading(3, $"{i + 1}. {spot.Slice}");
            yield return new Table($"{Words.Count(spot.Tally.Events)} events in {Words.Count(spot.CameraHours)} camera-hours", ["Sign", "here", "interval", "rest of fleet", "interval", "events beyond it, at least"],
                [.. spot.Signs.Select(sign => (IReadOnlyList<string>)[Words.Of(sign.Measure), Words.Value(sign.Measure, sign.Value), Words.Range(sign.Measure, sign.Slice),
                    Words.Value(sign.Measure, sign.FleetValue), Words.Range(sign.Measure, sign.Fleet), Words.Count((long)sign.Excess)])]);
            yield return ReportFigures.Signs(spot);
            var pictures = report.Examples[i].Where(example => example.Thumb is not null).Select(PictureOf).ToArray();
            if (pictures.Length > 0) yield return new Gallery(pictures);
            else if (report.Examples[i].Count > 0)
                yield return new Paragraph($"No picture of it is here. Events that show it: {string.Join(", ", report.Examples[i].Select(example => example.EventId))}.");
        }
    }

    private static GalleryPicture PictureOf(SpotExample example)
    {
        var words = $"{example.Class}, rule {example.Rule}, {example.Camera}, {Words.Utc(example.Utc)}";
        var margin = example.Margin is { } m ? $", margin {Words.Number(m)}" : "";
        var context = example.ContextShare is { } c ? $", context {Words.Percent(c)}" : "";
        return new($"{example.EventId}.jpg", "image/jpeg", example.Thumb!.Value, $"Flagged frame: {words}", $"{words}{margin}{context}. {example.EventId}");
    }
}
