namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>The gate of a roll-out.</summary>
internal static class RolloutContent
{
    private const int MostPairs = 20, MostDrawn = 4;

    public static IEnumerable<Block> Of(MapComparison maps)
    {
        yield return new Heading(2, $"Where {maps.OldVersion} and {maps.NewVersion} look");
        yield return new Paragraph($"Jensen-Shannon distance (base 2; 0 the same, 1 nothing in common) between the mean heat maps of the two versions, for each class and camera. The gate stops where it is above {Words.Number(maps.MaxDistance)} and above all of {Words.Count(maps.Relabellings)} relabellings by chance. Only maps of explanations that are ok.");
        yield return new Table($"{maps.Compared} of {maps.Pairs.Count} pairs compared", ["Class, camera", "maps old", "maps new", "distance", "largest by chance", "says"],
            [.. maps.Pairs.Take(MostPairs).Select(pair => (IReadOnlyList<string>)[$"{pair.Class}, {pair.Camera}", Words.Count(pair.OldMaps), Words.Count(pair.NewMaps), pair.Distance is { } d ? Words.Number(d, "0.000") : Words.None, pair.Chance is { } c ? Words.Number(c, "0.000") : Words.None, Verdict(pair, maps)])]);
        foreach (var pair in maps.Failed.Take(MostDrawn)) yield return ReportFigures.Maps(pair, maps.OldVersion, maps.NewVersion);
    }

    private static string Verdict(MapPair pair, MapComparison maps) =>
        pair.Distance is null ? $"fewer than {MapComparison.LeastMaps} maps" : !pair.Differs ? "no more than chance" : pair.Distance > maps.MaxDistance ? "stop" : "differs, within bounds";
}
