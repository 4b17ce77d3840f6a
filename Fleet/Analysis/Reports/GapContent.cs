namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>What is missing. The section is there also where little is.</summary>
internal static class GapContent
{
    public static IEnumerable<Block> Of(FleetReport report)
    {
        yield return new Heading(2, "What is missing");
        yield return new Bullets([.. Items(report)]);
        var holes = report.Reading.Gaps.Holes;
        if (holes.Count > 0)
            yield return new Table($"Devices with missing numbers, at most {FleetGaps.MostHoles}", ["Device, epoch", "first", "last", "missing"],
                [.. holes.Select(hole => (IReadOnlyList<string>)[$"{hole.Device}, {hole.Epoch}", Words.Count(hole.First), Words.Count(hole.Last), Words.Count(hole.Missing)])]);
    }

    private static IEnumerable<string> Items(FleetReport report)
    {
        var (gaps, total, counts) = (report.Reading.Gaps, report.Reading.Counts.Total, report.Reading.Counts);
        yield return gaps.MissingSeqs == 0
            ? "Every number between each device's first and last event is here. What came after the last of a device cannot be known from this."
            : $"{Words.Count(gaps.MissingSeqs)} events between devices' first and last are not here ({Words.Percent((double)gaps.MissingSeqs / (gaps.MissingSeqs + total.Events))}): lost, or still on their way.";
        if (gaps.Repeated > 0) yield return $"At least {Words.Count(gaps.Repeated)} events are here twice and count twice. Export their hours again.";
        foreach (var file in gaps.UnreadableFiles) yield return $"Not read: {file}";
        yield return $"{Words.Percent(total.Reviewed / (double)Math.Max(1, total.Events))} of events were judged by a person ({Words.Count(total.Reviewed)}); confirm rates are of those, and operators do not choose at random.";
        yield return $"{Words.Count(gaps.Verdicts)} events have a verdict; {Words.Count(gaps.VerdictsElsewhere)} of them are not in this report's time.";
        yield return $"{Words.Count(total.Events - total.WithMargin)} events have no margin, {Words.Count(gaps.NotExplained)} no explanation that was computed for them and tested.";
        yield return $"Cameras were silent in {Words.Count(gaps.SilentCameraHours)} of {Words.Count(gaps.SilentCameraHours + gaps.SeenCameraHours)} hours between their first and last event: nothing to flag, off, or lost. Rates leave these hours out, so they are too high where flags are rare, for all cameras alike.";
        if (gaps.CapturedElsewhen > 0) yield return $"{Words.Count(gaps.CapturedElsewhen)} events were received within this time and captured outside of it: late history, or wrong clocks.";
        if (gaps.CapturedInFuture > 0) yield return $"{Words.Count(gaps.CapturedInFuture)} events were captured after they were received: their devices' clocks are ahead.";
        if (!report.Spots.KnowsSpread) yield return $"Fewer than {RobustSpread.LeastValues} cameras have enough events: how healthy cameras differ is not known, so a slice may be named for what is natural.";
        if (counts.Versions.Count == 1) yield return "One model version only: versions cannot be held against each other.";
        if (report.Maps is { MissingBlobs: > 0 } maps) yield return $"{Words.Count(maps.MissingBlobs)} heat maps that events name are not here, or damaged.";
        if (report.Maps is { } some && some.Compared < some.Pairs.Count) yield return $"{some.Pairs.Count - some.Compared} pairs of class and camera have too few heat maps of one version and were not compared.";
        var shown = report.Examples.SelectMany(examples => examples).ToArray();
        if (shown.Any(example => example.Thumb is null)) yield return $"{shown.Count(example => example.Thumb is null)} of {shown.Length} frames that show weak spots have no thumbnail here.";
        yield return "The hour that is still open is not in the files. Hours are UTC.";
    }
}
