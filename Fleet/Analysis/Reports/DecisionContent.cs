namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>How it was decided, with the numbers of this report in it.</summary>
internal static class DecisionContent
{
    public static IEnumerable<Block> Of(FleetReport report)
    {
        var (options, spots, counts) = (report.Options, report.Spots, report.Reading.Counts);
        yield return new Heading(2, "How it was decided");
        yield return new Bullets(
        [
            $"A slice fixes any of class, camera, hour of day, rule and model version. It is judged from {options.MinCount} events on, of those that a measure is about. This report judged {Words.Count(spots.Judged)} slices in five measures.",
            "It is held against the rest of the fleet with the same class and rule, in the slice's own mix; flag rates against other cameras and versions at the same hour. Classes are held against each other by confirm rate only; hours never by flag rate.",
            $"It is a weak spot where its interval lies wholly beyond the fleet's: {Words.Percent(options.ShareMargin)} more for shares, {Words.Number(options.RateMargin, "0.0#")} times for rates. Intervals are Wilson's for shares and Byar's for rates, {Words.Number(spots.Z.Low)} to {Words.Number(spots.Z.High)} standard deviations wide to each side, so that all of them hold at once with {Words.Percent(1 - options.FamilyError)} (Bonferroni, shared out by what slices fix and then among them).",
            $"Counts come in bursts, so each is worth less than it says: hours of one camera vary {string.Join(", ", Enum.GetValues<Measure>().Select(m => $"{Words.Number(counts.Dispersion[(int)m])} times ({Words.Of(m)})"))} as much as chance would. Healthy cameras differ too: the spread of the bulk of them widens the intervals.",
            "What a weak spot explains is taken out before the next is looked for, the one with most events beyond the fleet's first. The order is by that number.",
            $"Low margin: below {Words.Number(options.LowMargin)}. Rests on context: more than {Words.Percent(options.MostlyContext)} of the map's positive weight is outside the region and its border, for explanations that are ok. Untrusted: of explanations that took their own test. Confirmed: of events judged yes, no or another class; the last verdict on an event counts.",
        ]);
    }
}
