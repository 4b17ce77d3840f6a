using System.CommandLine;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Analysis.Reports;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge fleet report</c>: the weak-spot report, and the gate of a roll-out.</summary>
internal static class FleetReportCommand
{
    // Simulated versions that look at the same were at most 0.13 apart with 10 to 40 maps each, one that looks beside the thing 0.7 (docs/fleet.md).
    private const double DefaultMaxDistance = 0.2;

    public static Command Create()
    {
        var (data, output) = (FleetCommand.Data(), CommonOptions.Out());
        var since = new Option<string?>("--since") { Description = $"From when on, by capture: {FleetTime.Forms}. All if absent.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Up to when, that moment not in it.", HelpName = "TIME" };
        var minCount = new Option<int>("--min-count") { Description = "A slice is judged from so many events on.", DefaultValueFactory = _ => new AnalysisOptions().MinCount, HelpName = "N" };
        minCount.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 5) result.AddError("--min-count: expected 5 or more; of fewer nothing can be said.");
        });
        var gate = new Option<string?>("--gate") { Description = "Two model versions: does the new one look where the old one does? Exit code 3 where it does not.", HelpName = "OLD:NEW" };
        var maxDistance = new Option<double>("--max-distance") { Description = "Of the gate: Jensen-Shannon distance of mean heat maps, 0 the same, 1 nothing in common.", DefaultValueFactory = _ => DefaultMaxDistance, HelpName = "X" };
        maxDistance.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 1)) result.AddError("--max-distance: expected a number above 0 and below 1.");
        });
        var command = new Command("report", "Where the model is weak: report.md, report.html (one file, opens anywhere), slices.csv and the frames that show it. Says also how it decides and what is missing.")
        {
            data, since, until, output, minCount, gate, maxDistance,
        };
        command.Act((parsed, stopping) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var options = new AnalysisOptions
            {
                Since = parsed.GetValue(since) is { } from ? FleetTime.Parse("--since", from, now) : null,
                Until = parsed.GetValue(until) is { } to ? FleetTime.Parse("--until", to, now) : null,
                MinCount = parsed.GetValue(minCount),
            };
            return ReportAsync(new FleetFolder(parsed.GetRequiredValue(data).FullName), options, VersionsOf(parsed.GetValue(gate)), parsed.GetValue(maxDistance), now, parsed.GetRequiredValue(output), stopping);
        });
        return command;
    }

    private static async Task<int> ReportAsync(
        FleetFolder folder, AnalysisOptions options, (string Old, string New)? gate, double maxDistance, DateTimeOffset now, DirectoryInfo output, CancellationToken stopping)
    {
        if (options.Since >= options.Until) throw new UsageException("--since and --until: expected the first to be earlier.");
        MapComparison? maps = null;
        if (gate is var (old, fresh))
            await Progress.RunAsync("pairs of class and camera", null, report =>
            {
                maps = MapComparer.Compare(folder, options, old, fresh, maxDistance, report, stopping);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        var made = FleetReport.Make(folder, options, now, maps, step => Console.Error.WriteLine($"report: {step}"));
        stopping.ThrowIfCancellationRequested();
        await ReportFiles.WriteAsync(made, output, stopping).ConfigureAwait(false);
        foreach (var spot in made.Spots.Spots) Console.WriteLine($"weak spot: {spot.Slice} ({string.Join(", ", spot.Signs.Select(sign => sign.Measure.ToString()))})");
        if (made.Spots.Spots.Count == 0) Console.WriteLine($"no weak spot among {made.Spots.Judged} slices");
        Console.WriteLine($"report: {Path.Combine(output.FullName, "report.html")}");
        return maps is null ? CommandLine.Done : Judge(maps);
    }

    private static int Judge(MapComparison maps)
    {
        if (maps.Compared == 0)
            throw new UsageException($"--gate {maps.OldVersion}:{maps.NewVersion}: no class and camera has {MapComparison.LeastMaps} heat maps of each version ({maps.MissingBlobs} maps are missing), so the gate cannot tell. The report is written. Let the new version run longer, or widen --since.");
        foreach (var pair in maps.Failed.Take(10)) Console.WriteLine(FormattableString.Invariant($"gate: {pair.Class} at {pair.Camera}: distance {pair.Distance:0.000}, by chance {pair.Chance:0.000}, allowed {maps.MaxDistance:0.###}"));
        Console.WriteLine($"gate: {(maps.Passes ? "passes" : "stops")}, {maps.Failed.Count} of {maps.Compared} comparisons too far apart");
        return maps.Passes ? CommandLine.Done : CommandLine.GateStops;
    }

    private static (string Old, string New)? VersionsOf(string? text) => text switch
    {
        null => null,
        _ when text.Split(':') is [{ Length: > 0 } old, { Length: > 0 } fresh] && old != fresh => (old, fresh),
        _ => throw new UsageException($"--gate {text}: expected OLD:NEW, two model versions such as 1.4.0:1.5.0."),
    };
}
